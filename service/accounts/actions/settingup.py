"""A member of staff chooses his first or a forgotten password himself, by a link that is good once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from service.accounts import queries
from service.accounts.actions.passwords import set_password
from service.accounts.models import PasswordSetup
from service.accounts.persons import Person
from service.core import audit, clock
from service.core.database import atomic, inserting
from service.core.errors import Gone, NotFound

GOOD_FOR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Setup:
    """What the link ends in, told once and kept nowhere, and until when it is good (aware UTC)."""

    token: str = field(repr=False)
    expires_at: datetime


def offer_setup(account_id: int, *, by: Person | None) -> Setup:
    """A new link for somebody with a username, for a package whose own policy has allowed it; the last one is dead.

    Passes on nothing that could be guessed: 256 random bits, of which a hash is kept. Raises NotFound.
    """
    setup, moment = Setup(secrets.token_urlsafe(32), clock.now() + GOOD_FOR), clock.now()
    with atomic() as session:
        if queries.account(account_id, locked=True).username is None:
            raise NotFound("这个账号没有用户名。")
        said = {"token_hash": _hashed(setup.token), "offered_by_id": by.account_id if by else None,
                "offered_at": moment, "expires_at": setup.expires_at}
        session.execute(inserting(PasswordSetup).values(account_id=account_id, **said)
                        .on_conflict_do_update(index_elements=["account_id"], set_=said))
        audit.record("setup_offered", by=by, subject=f"account:{account_id}")
    return setup


def set_up(token: str, new: str) -> None:
    """Choose a password by a link, which is thereby used up; every session of the person ends.

    Raises Gone `setup_used` for a link that was used, replaced or is too old; Invalid for a password that is too short,
    and then the link is good still.
    """
    with atomic() as session:
        found = session.scalar(sa.select(PasswordSetup).where(
            PasswordSetup.token_hash == _hashed(token))
            .with_for_update().execution_options(populate_existing=True))
        if found is None or clock.is_over(found.expires_at, longest=GOOD_FOR):
            raise Gone("这个链接已经用过或过期了，请向管理员再要一个。", code="setup_used")
        set_password(found.account_id, new)
        session.delete(found)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
