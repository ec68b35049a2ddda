"""Builds the demonstration town; what stands already is left as it is."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from flask import current_app

from service.accounts.models import Account, WechatIdentity
from service.core import clock
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.feedback.actions.seeding import seed_catalogue
from service.organization.models import Grant, Level, Place, PlaceCode, Unit
from service.town import cast

TOKEN_BYTES = 12


class NotInProduction(RuntimeError):
    """Invented people must never stand beside real ones."""


def build() -> None:
    """Build what is missing of the town, in one transaction. Raises NotInProduction."""
    if current_app.config["PRODUCTION"]:
        raise NotInProduction("the demonstration town is not built in production")
    with atomic() as session:
        _district(session)
        for code, parent, level, name in cast.PLACES:
            _place(session, code, parent, level, name)
        for nickname in cast.WITH_CODES:
            _code(session, _by_code(session, cast.NICKNAMES[nickname]))
        seed_catalogue()
        unit = _unit(session)
        for person in cast.PEOPLE:
            _person(session, person, unit)


def is_built() -> bool:
    """Whether all of the cast have moved in and every house that should has its code."""
    openids = sa.select(sa.func.count()).where(
        WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"],
        WechatIdentity.openid.in_([person.openid for person in cast.PEOPLE]))
    houses = sa.select(sa.func.count(sa.distinct(PlaceCode.place_id))).join(Place).where(
        Place.code.in_([cast.NICKNAMES[nickname] for nickname in cast.WITH_CODES]))
    return (db.session.scalar(openids), db.session.scalar(houses)) == (len(cast.PEOPLE), len(cast.WITH_CODES))


def _by_code(session, code: str) -> Place | None:
    return session.scalar(sa.select(Place).where(Place.code == code))


def _district(session) -> None:
    try:
        from service.organization.actions.seeding import seed_district
        seed_district()
        return
    except ImportError:
        pass
    _place(session, cast.DISTRICT, None, Level.DISTRICT, "长寿区")
    _place(session, cast.TOWN, cast.DISTRICT, Level.TOWN, "凤城街道")
    _place(session, cast.COMMUNITY, cast.TOWN, Level.COMMUNITY, "东街社区")
    _place(session, cast.OTHER_COMMUNITY, cast.TOWN, Level.COMMUNITY, "向阳路社区")
    _place(session, cast.VILLAGE, cast.TOWN, Level.VILLAGE, "永丰村")


def _place(session, code: str, parent_code: str | None, level: Level, name: str) -> None:
    if _by_code(session, code):
        return
    parent = _by_code(session, parent_code) if parent_code else None
    place = Place(code=code, name=name, level=level, parent_id=parent.id if parent else None, path="")
    session.add(place)
    session.flush()
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    session.flush()


def _code(session, place: Place) -> None:
    if session.scalar(sa.select(PlaceCode.id).where(PlaceCode.place_id == place.id).limit(1)) is None:
        session.add(PlaceCode(token=secrets.token_urlsafe(TOKEN_BYTES), place_id=place.id,
                              issued_at=clock.now()))


def _unit(session) -> Unit:
    unit = session.scalar(sa.select(Unit).where(Unit.code == cast.UNIT_CODE))
    if unit is None:
        district = _by_code(session, cast.DISTRICT)
        unit = Unit(code=cast.UNIT_CODE, name=cast.UNIT_NAME, place_id=district.id)
        session.add(unit)
        session.flush()
    return unit


def _identity(session, person: cast.Person) -> WechatIdentity | None:
    return session.scalar(sa.select(WechatIdentity).where(
        WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"], WechatIdentity.openid == person.openid))


def _person(session, person: cast.Person, unit: Unit) -> None:
    if _identity(session, person):
        return
    moment = clock.now()
    account = Account(display_name=person.display_name, created_at=moment)
    if person.phone:
        account.phone, account.phone_verified_at = person.phone, moment
        account.phone_index = blind_indexes(person.phone, "phone")[0]
    account.identities.append(WechatIdentity(
        app_id=current_app.config["WECHAT_APP_ID"], openid=person.openid, created_at=moment))
    session.add(account)
    session.flush()
    if person.role:
        place = _by_code(session, cast.NICKNAMES[person.place])
        session.add(Grant(account_id=account.id, role=person.role, place_id=place.id, granted_at=moment,
                          unit_id=unit.id if person.of_unit else None))
        session.flush()
