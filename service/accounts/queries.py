"""Questions about people: who has this identity, name or phone, and what is held on somebody."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts import events
from service.accounts.models import Account, SignIn, WechatIdentity
from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound
from service.core.keys import blind_indexes

DEMONSTRATION = "demo:"  # how the openids of the demonstration town begin


def account(account_id: int, *, locked: bool = False) -> Account:
    """A person who has not been erased, as the database has him now; `locked` until the transaction ends.

    Raises NotFound.
    """
    statement = sa.select(Account).where(Account.id == account_id, Account.erased_at.is_(None))
    statement = statement.execution_options(populate_existing=True)
    found = db.session.scalar(statement.with_for_update() if locked else statement)
    if found is None:
        raise NotFound()
    return found


def identity(app_id: str, openid: str) -> sa.Row | None:
    """(id, account_id, unionid) of a WeChat identity; None when it was never seen."""
    return db.session.execute(sa.select(WechatIdentity.id, WechatIdentity.account_id, WechatIdentity.unionid).where(
        WechatIdentity.app_id == app_id, WechatIdentity.openid == openid)).one_or_none()


def account_id_of_username(username: str) -> int | None:
    """The account of a username, however it is capitalised."""
    return db.session.scalar(sa.select(Account.id).where(Account.username == spelled(username)))


def account_ids_with_phone(phone: str) -> list[int]:
    """Who has given this phone number (11 digits), whichever of the index keys it was filed under."""
    return list(db.session.scalars(sa.select(Account.id).order_by(Account.id).where(
        Account.phone_index.in_(blind_indexes(phone, "phone")))))


def spelled(username: str) -> str:
    """A username as it is stored: no blanks around it, small letters."""
    return username.strip().lower()


def is_staff(person: Account) -> bool:
    """Whether a later package knows a staff role of this person."""
    return any(answer for _, answer in events.staff_asked.send(person))


def my_data(account_id: int) -> dict[str, object]:
    """Everything held on a person, by section, ready for JSON. Raises NotFound.

    The right to a copy: Personal Information Protection Law (个人信息保护法), article 45.
    """
    person = account(account_id)
    held = {"account": _about(person), "identities": _identities(account_id),
            "sign_ins": _sign_ins(account_id)}
    for _, section in events.data_asked.send(person):
        held |= section
    return held


def _about(person: Account) -> dict:
    return {"id": person.id, "display_name": person.display_name, "username": person.username,
            "phone": person.phone, "phone_verified_at": iso(person.phone_verified_at),
            "created_at": iso(person.created_at)}


def _identities(account_id: int) -> list[dict]:
    rows = db.session.scalars(sa.select(WechatIdentity).where(WechatIdentity.account_id == account_id))
    return [{"app_id": row.app_id, "openid": row.openid, "unionid": row.unionid,
             "created_at": iso(row.created_at)} for row in rows]


def _sign_ins(account_id: int) -> list[dict]:
    rows = db.session.execute(sa.select(SignIn.created_at, SignIn.expires_at, SignIn.ended_at)
                              .where(SignIn.account_id == account_id).order_by(SignIn.created_at))
    return [{"created_at": iso(row.created_at), "expires_at": iso(row.expires_at),
             "ended_at": iso(row.ended_at)} for row in rows]
