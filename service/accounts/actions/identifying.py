"""One person, one account: whose account a WeChat identity is, in whichever app he is met first."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import exc

from service.accounts import queries
from service.accounts.actions.naming import create_account
from service.accounts.models import Account, WechatIdentity
from service.core import clock
from service.core.database import db
from service.core.errors import WrongMoment
from service.wechat.answers import Identity

TRIES = 3  # the second sees what it lost against; a third only when that person left in between


def account_id_of(identity: Identity) -> int | None:
    """The account of an identity, inside the caller's transaction; who is new in every app becomes a resident.

    None for a `demo:` name the demonstration town does not have. Of any number of first sign-ins at once, in one app
    or in several with one unionid, the unique indexes let one make the account, and the others join it.
    """
    for _ in range(TRIES):
        known = queries.identity(identity.app_id, identity.openid)
        if known:
            _note(identity.unionid, known)
            return known.account_id
        owner = _owner_of(identity.unionid)
        if owner is None and identity.openid.startswith(queries.DEMONSTRATION):
            return None
        if _keep(identity, owner):
            return queries.identity(identity.app_id, identity.openid).account_id
    raise WrongMoment("这个微信号正在别处登录，请稍后再试。", code="signing_in_elsewhere")


def _owner_of(unionid: str | None) -> int | None:
    """Whose this unionid is, share-locked, so that he cannot leave while an identity joins him."""
    if unionid is None:
        return None
    return db.session.scalar(sa.select(Account.id).where(Account.unionid == unionid, Account.erased_at.is_(None))
                             .with_for_update(read=True))


def _keep(identity: Identity, owner: int | None) -> bool:
    """Keep a new identity, of its owner or of a new resident; False when somebody was faster."""
    try:
        with db.session.begin_nested():
            account_id = owner or create_account(unionid=identity.unionid).id
            db.session.add(WechatIdentity(account_id=account_id, app_id=identity.app_id, openid=identity.openid,
                                          unionid=identity.unionid, created_at=clock.now()))
            db.session.flush()
    except exc.IntegrityError:
        return False
    return True


def _note(unionid: str | None, known: sa.Row) -> None:
    """Note a unionid that has become known. Who has another account under it already keeps both: nothing is merged."""
    if unionid is None or known.unionid is not None:
        return
    with suppress(exc.IntegrityError), db.session.begin_nested():  # somebody else's: whoever had it first has it
        db.session.execute(sa.update(Account).values(unionid=unionid).execution_options(synchronize_session=False).where(
            Account.id == known.account_id, Account.unionid.is_(None), Account.erased_at.is_(None)))
    db.session.execute(sa.update(WechatIdentity).values(unionid=unionid).where(WechatIdentity.id == known.id)
                       .execution_options(synchronize_session=False))
