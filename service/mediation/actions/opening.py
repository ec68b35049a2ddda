"""Opening a mediation and working on it while it is open: its facts and parties, its sessions, more time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.clock import local
from service.core.database import atomic
from service.core.errors import Forbidden, NotFound, invalid
from service.core.keys import blind_indexes
from service.feedback.queries import opening as tickets
from service.mediation import limits, policy
from service.mediation.catalogue import DisputeType, Source
from service.mediation.models import DisputeParty, Mediation, MediationExtension, MediationSession, Mediator
from service.mediation.queries import opening
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place
from service.organization.queries.places import given
from service.party.days import not_future, today

OLDEST = timedelta(days=366)  # what was settled on paper may be entered within a year


def open_case(*, by: Actor, place_code: str, type: DisputeType, source: Source, facts: str, parties: list[dict],
              opened_on: date | None = None, ticket_number: str | None = None,
              referred_by: str | None = None) -> Mediation:
    """Take up a dispute at a community, a village or something smaller; who opens it mediates it.

    Raises Forbidden, and Invalid for the place, the day, the ticket or who referred it.
    """
    place = _place(place_code)
    if not policy.may_open(by, place.path):
        raise Forbidden()
    opened_on = _day_opened(opened_on)
    ids = place.ancestry
    with atomic() as session:
        mediation = Mediation(
            place_id=place.id, place_path=place.path, town_id=ids[COMMUNITY_DEPTH - 1],
            community_id=ids[COMMUNITY_DEPTH], type=type, source=source, facts=facts, opened_on=opened_on,
            due_on=limits.limit_of(opened_on), ticket_number=_ticket(source, ticket_number, by),
            referred_by=_referrer(source, referred_by), created_at=clock.now())
        mediation.remind_on = limits.remind_on(mediation)
        session.add(mediation)
        session.flush()
        session.add(Mediator(mediation_id=mediation.id, account_id=by.account_id, since=clock.now(),
                             added_by_id=by.account_id))
        _write_parties(session, mediation, parties)
        session.flush()
    return mediation


def _place(code: str) -> Place:
    place = given(code)
    if DEPTH[place.level] < COMMUNITY_DEPTH:
        raise invalid(place_code="请选到社区、村或更小的地点。")
    return place


def _day_opened(day: date | None) -> date:
    day = not_future(day, "opened_on")
    if day < today() - OLDEST:
        raise invalid(opened_on="只能登记一年以内受理的调解。")
    return day


def _ticket(source: Source, number: str | None, by: Actor) -> str | None:
    """The canonical number of a ticket he may see. Raises Invalid."""
    if (source is Source.TICKET) != (number is not None):
        raise invalid(ticket_number="来源是诉求时请填写诉求编号，其他来源不用填。")
    if number is None:
        return None
    try:
        return tickets.read(number, by)[0].number
    except NotFound as error:
        raise invalid(ticket_number=error.detail) from None


def _referrer(source: Source, name: str | None) -> str | None:
    if (source is Source.REFERRED) != (name is not None):
        raise invalid(referred_by="来源是委托移送时请填写委托或移送的单位，其他来源不用填。")
    return name


def _write_parties(session, mediation: Mediation, parties: list[dict]) -> None:
    session.add_all(DisputeParty(
        mediation_id=mediation.id, name=party["name"], phone=party.get("phone"), address=party.get("address"),
        phone_index=blind_indexes(party["phone"], "phone")[0] if party.get("phone") else None) for party in parties)


def edit(mediation_id: int, *, by: Actor, type: DisputeType, facts: str, parties: list[dict],
         seen: int | None = None) -> Mediation:
    """Correct what it is about and who the parties are, while it is open. Raises what `opening.for_verb` raises."""
    with atomic() as session:
        mediation = opening.for_verb(mediation_id, by=by, seen=seen)
        mediation.type, mediation.facts = type, facts
        session.execute(sa.delete(DisputeParty).where(DisputeParty.mediation_id == mediation.id)
                        .execution_options(synchronize_session=False))
        _write_parties(session, mediation, parties)
        mediation.version += 1
        session.flush()
    return mediation


def sit(mediation_id: int, *, by: Actor, at: datetime, where: str, text: str, seen: int | None = None) -> Mediation:
    """Note a session: people's mediation law, article 27. Raises Invalid for a moment to come or before it began."""
    with atomic() as session:
        mediation = opening.for_verb(mediation_id, by=by, seen=seen)
        if at > clock.now():
            raise invalid(at="调解时间不能晚于现在。")
        if local(at).date() < mediation.opened_on:
            raise invalid(at="调解时间不能早于受理日期。")
        session.add(MediationSession(mediation_id=mediation.id, at=at, where=where, text=text,
                                     noted_by_id=by.account_id, noted_at=clock.now()))
        mediation.version += 1
        session.flush()
    return mediation


def extend(mediation_id: int, *, by: Actor, until: date, reason: str, parties_consent: bool,
           seen: int | None = None) -> Mediation:
    """More time, as the parties agreed. Raises Invalid when they did not, or for a day that gives no more time."""
    with atomic() as session:
        mediation = opening.for_verb(mediation_id, by=by, seen=seen)
        if not parties_consent:
            raise invalid(parties_consent="要各方当事人都同意才能延长；不同意的，请登记调解结果。")
        if not max(mediation.due_on, today()) < until <= max(mediation.due_on, today()) + limits.LONGEST_EXTENSION:
            raise invalid(until="请选在现在的期限和今天之后、半年以内的日期。")
        session.add(MediationExtension(mediation_id=mediation.id, until=until, reason=reason,
                                       noted_by_id=by.account_id, noted_at=clock.now()))
        mediation.due_on = until
        mediation.remind_on = limits.remind_on(mediation)
        mediation.version += 1
        session.flush()
    return mediation
