"""Who is behind a request, which roles he holds, and who holds a role at a place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import groupby

import sqlalchemy as sa
from flask import current_app

from service.accounts import queries as accounts
from service.accounts import tokens
from service.accounts.models import Account, SignIn, WechatIdentity
from service.accounts.tokens import SignedIn
from service.core import clock
from service.core.database import db, execute
from service.core.errors import NotFound, Unauthorized
from service.core.text import mask_phone
from service.organization.actors import Actor, Held
from service.organization.models import STAFF_ROLES, Grant, Place, Role

_PERSON = (Account.id.label("account_id"), Account.display_name, Account.phone_verified_at)
_HELD = (Grant.id.label("grant_id"), Grant.role, Place.id.label("place_id"), Place.path, Place.code,
         Place.name, Place.level, Grant.unit_id)
_LIVE = sa.and_(Grant.account_id == Account.id, Grant.revoked_at.is_(None))


def _with_grants(statement: sa.Select) -> sa.Select:
    return (statement.outerjoin(Grant, _LIVE).outerjoin(Place, Place.id == Grant.place_id)
            .where(Account.erased_at.is_(None)).order_by(Grant.id))


_OF_SESSION = _with_grants(sa.select(*_PERSON, *_HELD).select_from(SignIn).join(
    Account, Account.id == SignIn.account_id)).where(
    SignIn.id == sa.bindparam("session_id"), SignIn.account_id == sa.bindparam("account_id"),
    SignIn.ended_at.is_(None), SignIn.expires_at > sa.bindparam("now"))
_OF_ACCOUNT = _with_grants(sa.select(*_PERSON, *_HELD).select_from(Account)).where(
    Account.id == sa.bindparam("account_id"))


@dataclass(frozen=True, slots=True)
class Person:
    """An account, by the name it shows."""

    account_id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """One of the demonstration town: the code WeChat's stand-in knows him by, and each role with its place's name."""

    code: str
    display_name: str
    roles: tuple[tuple[Role, str], ...]


def actor_of_token(token: str) -> Actor:
    """The person who shows this access token. Raises Unauthorized."""
    return actor_of_session(tokens.verify_access(token))


def actor_of_session(claims: tokens.Claims) -> Actor:
    """The person of the session a token was issued for. Raises Unauthorized `signed_out`."""
    return actor_of_sign_in(claims.session_id, claims.account_id)


def actor_of_sign_in(session_id: str, account_id: int) -> Actor:
    """The person of a living session with the grants he holds now, in one statement.

    For a page, which keeps both in its signed cookie. Raises Unauthorized `signed_out` when the session has ended or
    run out, is somebody else's, or the person was erased.
    """
    rows = execute(_OF_SESSION, {"session_id": session_id, "account_id": account_id,
                                 "now": clock.now() - clock.APART}).all()
    if not rows:
        raise Unauthorized("您已经退出登录，请重新登录。", code="signed_out")
    return _actor(rows, session_id)


def actor_of_account(account_id: int) -> Actor:
    """The person of an account with the grants he holds now. Raises NotFound."""
    rows = db.session.execute(_OF_ACCOUNT, {"account_id": account_id}).all()
    if not rows:
        raise NotFound()
    return _actor(rows, None)


def as_he_stands(by: Actor) -> Actor:
    """The person without the grants that ended since his request came in.

    Those he has are share-locked until the transaction ends: who ends one then waits, and finds what he took on.
    """
    live = set(db.session.scalars(sa.select(Grant.id).where(
        Grant.account_id == by.account_id, Grant.revoked_at.is_(None)).order_by(Grant.id).with_for_update(read=True)))
    return replace(by, grants=tuple(grant for grant in by.grants if grant.grant_id in live))


def _actor(rows: list[sa.Row], session_id: str | None) -> Actor:
    """From one row a grant; a person without any has one row of blanks."""
    account_id, display_name, phone_verified_at = rows[0][:3]
    held = tuple(Held(*row[3:]) for row in rows if row.grant_id is not None)
    return Actor(account_id, display_name, phone_verified_at is not None, held, session_id)


def people_with(role: Role, place: Place) -> list[Person]:
    """Who holds this role at the place or anywhere above it, by account id."""
    rows = db.session.execute(
        sa.select(Account.id, Account.display_name).join(Grant, _LIVE).distinct().order_by(Account.id)
        .where(Grant.role == role, Grant.place_id.in_(place.ancestry), Account.erased_at.is_(None)))
    return [Person(*row) for row in rows]


def demonstration_people() -> list[Demonstrated]:
    """The people of the demonstration town, for a page "sign in as"; nobody in production."""
    if not current_app.config["DEMONSTRATION"]:
        return []
    rows = db.session.execute(
        sa.select(WechatIdentity.openid, Account.display_name, Grant.role, Place.name.label("place"))
        .select_from(WechatIdentity).join(Account, Account.id == WechatIdentity.account_id).outerjoin(Grant, _LIVE)
        .outerjoin(Place, Place.id == Grant.place_id).order_by(WechatIdentity.id, Grant.id)
        .where(WechatIdentity.openid.startswith(accounts.DEMONSTRATION), Account.erased_at.is_(None),
               WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"])).all()
    return [Demonstrated(*who, tuple((row.role, row.place) for row in grants if row.role))
            for who, grants in groupby(rows, key=lambda row: (row.openid, row.display_name))]


def is_staff(account_id: int) -> bool:
    """Whether the person holds a staff role anywhere."""
    return db.session.scalar(sa.select(sa.exists().where(
        Grant.account_id == account_id, Grant.revoked_at.is_(None), Grant.role.in_(STAFF_ROLES))))


def myself(actor: Actor) -> dict:
    """What a person sees of himself: the answer of `GET /me`."""
    phone = accounts.account(actor.account_id).phone
    return {"id": actor.account_id, "display_name": actor.display_name, "phone_masked": mask_phone(phone),
            "phone_verified": actor.phone_verified,
            "grants": [{"id": held.grant_id, "role": held.role, "place": place_of(held)}
                       for held in actor.grants]}


def place_of(row: Held | sa.Row) -> dict:
    """The place of a grant as answers show it."""
    return {"code": row.code, "name": row.name, "level": row.level}


def session_answer(signed_in: SignedIn) -> dict:
    """The tokens, and the person they are for: the answer of every sign-in."""
    return asdict(signed_in.tokens) | {"account": myself(actor_of_account(signed_in.account_id))}
