"""Builds the demonstration town; what stands already is left as it is."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from service.accounts.models import Account, WechatIdentity
from service.core import clock
from service.core.database import atomic, db, execute
from service.core.keys import blind_indexes
from service.feedback.actions.seeding import seed_catalogue
from service.notifications import templates
from service.notifications.models import Subscription
from service.organization.actions.places import plant
from service.organization.actions.seeding import seed_district
from service.organization.models import Grant, Place, PlaceCode, Unit
from service.organization.tokens import new_token
from service.town import cast, gathering
from service.wechat.fake import unionid_behind

PLACE_FIELDS = ("code", "parent_code", "level", "name", "households")


class NotInProduction(RuntimeError):
    """Invented people must never stand beside real ones."""


def build() -> None:
    """Build what is missing of the town, in one transaction. Raises NotInProduction."""
    if current_app.config["PRODUCTION"]:
        raise NotInProduction("the demonstration town is not built in production")
    with atomic() as session:
        seed_district()
        seed_catalogue()
        standing = _places(session)
        plant(dict(zip(PLACE_FIELDS, row, strict=True)) for row in cast.PLACES if row[0] not in standing)
        places = _places(session)
        _put_up_codes(session, [places[cast.NICKNAMES[nickname]] for nickname in cast.WITH_CODES])
        unit = _unit(session, places[cast.DISTRICT])
        for person in _missing_people(session):
            _move_in(session, person, unit, places)
        _subscribe(_without_subscriptions(session))
        gathering.gather({place.code: place for place in places.values()}, unit)


def is_built() -> bool:
    """Whether all of the cast have moved in and every house that should has its code."""
    houses = sa.select(sa.func.count(sa.distinct(PlaceCode.place_id))).join(PlaceCode.place).where(
        Place.code.in_([cast.NICKNAMES[nickname] for nickname in cast.WITH_CODES]))
    return (not _missing_people(db.session) and not _without_subscriptions(db.session) and gathering.is_gathered()
            and db.session.scalar(houses) == len(cast.WITH_CODES))


def _places(session) -> dict[str, Place]:
    """Those of the town's places that stand, by code."""
    codes = {*cast.NICKNAMES.values()}
    return {place.code: place for place in session.scalars(sa.select(Place).where(Place.code.in_(codes)))}


def _put_up_codes(session, houses: list[Place]) -> None:
    ids = [house.id for house in houses]
    having = set(session.scalars(sa.select(PlaceCode.place_id).where(PlaceCode.place_id.in_(ids))))
    session.add_all(PlaceCode(token=new_token(), place_id=place_id, issued_at=clock.now())
                    for place_id in ids if place_id not in having)
    session.flush()


def _unit(session, district: Place) -> Unit:
    unit = session.scalar(sa.select(Unit).where(Unit.code == cast.UNIT_CODE))
    if unit is None:
        unit = Unit(code=cast.UNIT_CODE, name=cast.UNIT_NAME, place_id=district.id)
        session.add(unit)
        session.flush()
    return unit


def _missing_people(session) -> list[cast.Person]:
    known = set(session.scalars(sa.select(WechatIdentity.openid).where(
        WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"],
        WechatIdentity.openid.in_([person.openid for person in cast.PEOPLE]))))
    return [person for person in cast.PEOPLE if person.openid not in known]


def _without_subscriptions(session) -> list[int]:
    """Accounts of the cast with no row for any template: new ones, and those of a town built before there were any."""
    return list(session.scalars(sa.select(WechatIdentity.account_id).where(
        WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"],
        WechatIdentity.openid.in_([person.openid for person in cast.PEOPLE]),
        ~sa.exists().where(Subscription.account_id == WechatIdentity.account_id))))


def _subscribe(account_ids: list[int]) -> None:
    """Long-term consent to every template, so that the stand-in for WeChat gets what they hear."""
    rows = [{"account_id": account_id, "template": name, "remaining": 0, "long_term": True}
            for account_id in account_ids for name in templates.NAMES]
    if rows:
        execute(sa.insert(Subscription.__table__), rows)


def _move_in(session, person: cast.Person, unit: Unit, places: dict[str, Place]) -> None:
    moment = clock.now()
    account = Account(display_name=person.display_name, unionid=unionid_behind(person.openid), created_at=moment)
    if person.phone:
        account.phone, account.phone_verified_at = person.phone, moment
        account.phone_index = blind_indexes(person.phone, "phone")[0]
    account.identities.append(WechatIdentity(
        app_id=current_app.config["WECHAT_APP_ID"], openid=person.openid, unionid=account.unionid, created_at=moment))
    session.add(account)
    session.flush()
    if person.role:
        session.add(Grant(account_id=account.id, role=person.role, granted_at=moment,
                          place_id=places[cast.NICKNAMES[person.place]].id,
                          unit_id=unit.id if person.of_unit else None))
        session.flush()
