"""One log as it is shown: the same facts, more or fewer of them according to who looks."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.text import mask_name
from service.courtyard.models import Decision
from service.courtyard.models.logs import (
    ActivityItem,
    ActivityLog,
    Amendment,
    ItemKind,
    LogState,
    Opinion,
    Presence,
)
from service.courtyard.policy import logs as policy
from service.courtyard.queries.logs import UnknownLog, clock_time, iso_day
from service.feedback import policy as tickets
from service.feedback.models import Ticket
from service.media.queries import links_of
from service.organization.actors import Actor
from service.organization.models import Place
from service.party.models import DeliberationStation, PartyMember
from service.party.queries import members

REVIEWED_ABOVE = "（涉及工作人员，由上级审看）"
MINUTES = ("announced", "discussed", "agreed", "difficulties", "requests", "next_time")
NOTHING = dict.fromkeys(("text", "title", "source", "mediation_id", "candidate_id", "opinion_id", "raise", "consent",
                         "person_name", "person_phone", "category", "urgency", "place_code", "ticket", "read_out"))


@dataclass(frozen=True, slots=True)
class Sight:
    """How much somebody sees: `inside` members' names, `leading` what only those who answer for the log see."""

    inside: bool
    leading: bool


def seen_by(client_id: str, by: Actor) -> dict:
    """The log with this id as he may see it. Raises UnknownLog."""
    log = db.session.scalar(sa.select(ActivityLog).where(ActivityLog.client_id == client_id, policy.visible_to(by))
                            .execution_options(populate_existing=True))
    if log is None:
        raise UnknownLog()
    return detail(log, by)


def detail(log: ActivityLog, by: Actor) -> dict:
    """A log as this person sees it."""
    is_member = members.belongs_to(by.account_id, group_id=log.group_id)
    sight = Sight(policy.sees_inside(by, log, is_member=is_member), policy.may_amend(by, log))
    return {
        "client_id": log.client_id, "state": log.state, "version": log.version,
        "day": {"id": log.day_id, "on": iso_day(log.day.on), "state": log.day.state},
        "group": {"code": log.group.code, "name": log.group.name},
        "place": {"code": log.place.code, "name": log.place.name, "level": log.place.level},
        "begins_at": clock_time(log.begins_at), "ends_at": clock_time(log.ends_at),
        "station": _station(log.station_id), "spot": log.spot, "host": _host(log.host_id, sight),
        "recorder": _name(log.recorder_id), **_presences(log.id, sight), "others_present": log.others_present,
        "items": _items(log, by, sight), "minutes": {name: log.minutes.get(name) for name in MINUTES},
        "decisions": _decisions(log, sight), "photos": links_of("activity_log", log.id),
        "unread": {kind: sorted(log.left_unread(kind)) for kind in ("opinions", "decisions")},
        "submitted_at": iso(log.submitted_at), "decided_at": iso(log.decided_at),
        "return_reason": log.return_reason, "amendments": _amendments(log.id),
        "permitted": permitted(log, by, is_member=is_member),
    }


def permitted(log: ActivityLog, by: Actor, *, is_member: bool) -> list[str]:
    """What this person may do with it now, by verb."""
    edits = log.state in policy.EDITABLE and policy.may_edit(by, log, is_member=is_member)
    decides = log.state is LogState.SUBMITTED and policy.may_decide(by, log)
    may = {"save": edits, "submit": edits, "discard": edits and log.state is LogState.DRAFT, "approve": decides,
           "return": decides, "amend": log.state is LogState.APPROVED and policy.may_amend(by, log)}
    return [verb for verb, allowed in may.items() if allowed]


def _name(account_id: int) -> str:
    return db.session.scalar(sa.select(Account.display_name).where(Account.id == account_id))


def _station(station_id: int | None) -> dict | None:
    station = station_id and db.session.get(DeliberationStation, station_id)
    return {"code": station.code, "name": station.name} if station else None


def _host(member_id: int | None, sight: Sight) -> dict | None:
    host = member_id and db.session.get(PartyMember, member_id)
    if not host:
        return None
    return {"member_id": host.id, "name": host.name if sight.inside else mask_name(host.name), "reason": None}


def _presences(log_id: int, sight: Sight) -> dict:
    rows = db.session.execute(
        sa.select(Presence.member_id, PartyMember.name, Presence.present, Presence.reason)
        .join(PartyMember, Presence.member_id == PartyMember.id).where(Presence.log_id == log_id)
        .order_by(Presence.id)).all()
    there = {True: [], False: []}
    for row in rows:
        there[row.present].append({"member_id": row.member_id, "name": row.name, "reason": row.reason})
    shown = {"present": there[True], "absent": there[False]} if sight.inside else {"present": None, "absent": None}
    return shown | {"present_count": len(there[True]), "absent_count": len(there[False])}


def _items(log: ActivityLog, by: Actor, sight: Sight) -> list[dict]:
    rows = db.session.execute(
        sa.select(ActivityItem, policy.mediates(by, ActivityItem.mediation_id),
                  policy.knows(by, ActivityItem.candidate_id)).where(ActivityItem.log_id == log.id))
    seen = sa.func.coalesce(tickets.visible_to(by), sa.false())  # without a reporter nobody knows whether it is he
    opinions = db.session.execute(
        sa.select(Opinion, Place.code, Ticket.number, Ticket.state, Ticket.outcome,
                  sa.and_(Ticket.review_level.is_not(None), sa.not_(seen)))
        .join(Place, Opinion.place_id == Place.id).outerjoin(Ticket, Opinion.ticket_id == Ticket.id)
        .where(Opinion.log_id == log.id).execution_options(populate_existing=True))
    found = [(item.position, _item(item, mediates, knows, sight)) for item, mediates, knows in rows]
    found += [(row[0].position, _opinion(*row, sight)) for row in opinions]
    return [shown for _position, shown in sorted(found, key=lambda pair: pair[0])]


def _item(item: ActivityItem, mediates: bool, knows: bool, sight: Sight) -> dict:
    """A dispute's text is for its mediators and those who answer for the log; a development's for the group."""
    readable = {ItemKind.DISPUTE_MEDIATION: mediates or sight.leading,
                ItemKind.MEMBER_DEVELOPMENT: sight.inside}.get(item.kind, True)
    return NOTHING | {"client_id": item.client_id, "kind": item.kind, "text": item.text if readable else None,
                      "title": item.title, "source": item.source,
                      "mediation_id": item.mediation_id if mediates else None,
                      "candidate_id": item.candidate_id if knows else None}


def _opinion(opinion: Opinion, place_code: str, number, state, outcome, hidden: bool | None, sight: Sight) -> dict:
    """An opinion with its ticket; of one that accuses somebody in office only that it was said, but to who typed it and
    who reviews it."""
    if hidden:
        return NOTHING | {"client_id": opinion.client_id, "kind": ItemKind.OPINION_COLLECTION, "text": REVIEWED_ABOVE}
    person = {"person_name": opinion.person_name, "person_phone": opinion.person_phone} if sight.leading else {}
    ticket = {"number": number, "state": state, "outcome": outcome} if number else None
    return NOTHING | {"client_id": opinion.client_id, "kind": ItemKind.OPINION_COLLECTION, "text": opinion.text,
                      "opinion_id": opinion.id, "raise": opinion.to_raise, "consent": opinion.consent,
                      "category": opinion.category, "urgency": opinion.urgency, "place_code": place_code,
                      "ticket": ticket, "read_out": opinion.read_out_log_id is not None} | person


def _decisions(log: ActivityLog, sight: Sight) -> list[dict]:
    states = dict(db.session.execute(sa.select(Decision.client_id, Decision.state)
                                     .where(Decision.day_id == log.day_id)).all())
    return [{**drafted, "who": drafted["who"] if sight.inside else mask_name(drafted["who"]),
             "state": states.get(drafted["client_id"])} for drafted in log.decisions]


def _amendments(log_id: int) -> list[dict]:
    rows = db.session.execute(
        sa.select(Amendment.text, Account.display_name, Amendment.at).join(Account, Amendment.by_id == Account.id)
        .where(Amendment.log_id == log_id).order_by(Amendment.id))
    return [{"text": row.text, "by": row.display_name, "at": iso(row.at)} for row in rows]
