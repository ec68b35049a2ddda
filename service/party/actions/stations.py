"""Opening, changing and closing deliberation stations."""

from __future__ import annotations

from datetime import date

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden, invalid
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.organization.queries import places
from service.party import days, levels, policy
from service.party.actions.bodies import keep
from service.party.models import DeliberationStation
from service.party.queries import bodies
from service.screening.actions import must_name_nobody


def open_station(code: str, name: str, place_code: str, hours: list[dict], spot: str | None = None, *,
                 by: Actor | None) -> DeliberationStation:
    """A station at a village or community, or below. Raises Forbidden, Invalid (`persons_left`),
    WrongMoment `code_taken`."""
    place = places.given(place_code)
    _check(by, place)
    must_name_nobody(name=name, spot=spot)
    with atomic():
        row = keep(DeliberationStation(code=code, name=name.strip(), place_id=place.id, spot=spot, hours=hours,
                                       created_at=clock.now()))
        audit.record("body_founded", by=by, subject=f"{row.__tablename__}:{row.code}")
    return row


def change_station(code: str, *, by: Actor, seen: int | None = None, name: str, place_code: str, hours: list[dict],
                   spot: str | None = None, ended_on: date | None = None) -> None:
    """Another name, place, spot or hours, or its end. Raises NotFound, Forbidden, Stale, Invalid, `body_ended`."""
    found = bodies.body(DeliberationStation, code)
    with atomic() as session:
        row = bodies.locked(DeliberationStation, found.id)
        refuse_in_order(row, seen=seen, may=policy.may_arrange(by, found.place.path), wrong=bodies.over(row))
        place, ended_on = places.given(place_code), days.not_future(ended_on, "ended_on") if ended_on else None
        _check(by, place)
        must_name_nobody(name=name, spot=spot)
        row.name, row.place_id, row.spot, row.hours = name.strip(), place.id, spot, hours
        row.ended_on, row.version = ended_on, row.version + 1
        session.flush()
        audit.record("body_changed", by=by, subject=f"{row.__tablename__}:{row.code}", ended_on=ended_on)


def _check(by: Actor | None, place) -> None:
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    reason = levels.flaw_of_station(place.level)
    if reason:
        raise invalid(place_code=reason)
