"""Who and where: what a draft says of the host, the members present and absent, the time and the station."""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import invalid
from service.courtyard.models.logs import ActivityLog, Presence
from service.party.models import DeliberationStation, PartyMember
from service.party.queries import bodies


def check_times(begins_at: time | None, ends_at: time | None) -> None:
    """Raises Invalid for an end that is not after the beginning."""
    if begins_at and ends_at and ends_at <= begins_at:
        raise invalid(ends_at="结束时间应在开始时间之后。")


def station(code: str | None, log: ActivityLog) -> int | None:
    """The id of the station with this code. Raises Invalid for one that is unknown or of another village."""
    if code is None:
        return None
    found = bodies.given(DeliberationStation, code, "station_code")
    if log.community_id not in found.place.ancestry:
        raise invalid(station_code="请选本村（社区）的议事站。")
    return found.id


def _was_there(log: ActivityLog) -> sa.ColumnElement[bool]:
    """On the roster on the day of the log."""
    return sa.or_(PartyMember.left_on.is_(None), PartyMember.left_on >= log.day.on)


def host(member_id: int | None, log: ActivityLog) -> int | None:
    """The host: a member of the group's branch. Raises Invalid for anybody else."""
    if member_id is not None and not db.session.scalar(sa.select(sa.exists().where(
            PartyMember.id == member_id, PartyMember.branch_id == log.group.branch_id, _was_there(log)))):
        raise invalid(host_id="主持人应是本支部的党员。")
    return member_id


def note(log: ActivityLog, present: list[int], absent: list[dict]) -> None:
    """Who of the group was there and who was not, and why. Raises Invalid for a stranger or one named twice."""
    rows = [{"log_id": log.id, "member_id": member_id, "present": True, "reason": None} for member_id in present]
    rows += [{"log_id": log.id, "member_id": one["member_id"], "present": False, "reason": one.get("reason")}
             for one in absent]
    named = {row["member_id"] for row in rows}
    if len(named) != len(rows):
        raise invalid(present="同一名党员只能记一次。")
    of_group = set(db.session.scalars(sa.select(PartyMember.id).where(
        PartyMember.id.in_(named), PartyMember.group_id == log.group_id, _was_there(log)))) if named else set()
    for field, ids in (("present", present), ("absent", [one["member_id"] for one in absent])):
        if not of_group.issuperset(ids):
            raise invalid(**{field: "名单里有人不是这个党小组的党员。"})
    db.session.execute(sa.delete(Presence).where(Presence.log_id == log.id)
                       .execution_options(synchronize_session=False))
    if rows:
        db.session.execute(sa.insert(Presence), rows)
