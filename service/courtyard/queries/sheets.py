"""What somebody needs beside him to write a log: who belongs to the group, who may lead, where one may meet."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden
from service.courtyard.models import ActivityLog, PartyMassDay
from service.courtyard.policy import days as day_policy
from service.courtyard.policy import logs as policy
from service.courtyard.queries.days import UnknownDay
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Place
from service.party.models import DeliberationStation, PartyMember
from service.party.queries import members

MOST = 100


def sheet(day_id: int, by: Actor) -> dict:
    """`{members, hosts, stations, places}` of a day for who may record it: the roster of that day as `{id, name,
    of_group}`, the stations of the village and the places of the courtyard as `{code, name}`.

    Raises UnknownDay, Forbidden for who sees the day and may not record it.
    """
    day = db.session.get(PartyMassDay, day_id)
    if day is None or not db.session.scalar(sa.select(
            sa.exists().where(PartyMassDay.id == day_id, day_policy.visible_to(by)))):
        raise UnknownDay()
    if not policy.may_record(by, day.place.path, is_member=members.belongs_to(by.account_id, group_id=day.group_id)):
        raise Forbidden()
    roster = _roster(day)
    return {"members": [one for one in roster if one["of_group"]], "hosts": roster,
            "stations": stations_near(day.place.path), "places": _places(day)}


def _roster(day: PartyMassDay) -> list[dict]:
    rows = db.session.execute(
        sa.select(PartyMember.id, PartyMember.name, PartyMember.group_id)
        .where(PartyMember.branch_id == day.group.branch_id,
               sa.or_(PartyMember.left_on.is_(None), PartyMember.left_on >= day.on)).order_by(PartyMember.id))
    return [{"id": row.id, "name": row.name, "of_group": row.group_id == day.group_id} for row in rows]


def stations_near(path: str) -> list[dict]:
    """`{code, name}` of the stations in use of the village or community the place with this path lies in."""
    village = "/".join(path.split("/")[:COMMUNITY_DEPTH + 2]) + "/"
    rows = db.session.execute(
        sa.select(DeliberationStation.code, DeliberationStation.name).join(Place)
        .where(Place.path.startswith(village, autoescape=True), DeliberationStation.ended_on.is_(None))
        .order_by(DeliberationStation.code).limit(MOST))
    return [dict(row._mapping) for row in rows]


def _places(day: PartyMassDay) -> list[dict]:
    rows = db.session.execute(sa.select(Place.code, Place.name).where(
        Place.path.startswith(day.place.path, autoescape=True)).order_by(Place.path).limit(MOST))
    return [dict(row._mapping) for row in rows]


def log_of(day_id: int, by: Actor) -> str | None:
    """The id of the day's log, when there is one he may see."""
    return db.session.scalar(sa.select(ActivityLog.client_id).where(ActivityLog.day_id == day_id,
                                                                    policy.visible_to(by)))
