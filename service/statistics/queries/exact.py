"""The exact counts, from the rows themselves: what figures are made of, and checked against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.courtyard.models import ActivityLog, DayState, Decision, DecisionState, Opinion, PartyMassDay
from service.development.models import Candidate
from service.feedback.models import Ticket
from service.feedback.workflow import State
from service.membership.models.registration import OfferKind, Registration, RegistrationOffer, RegistrationState
from service.organization.models import Level, Place
from service.statistics.local_time import month_of

NOW = ""
"""The month of what stands now, whenever it began."""


def _text(column) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String)


def _counted(area, month, measure: str, key, *conditions, joined=None) -> sa.Select:
    """(area, month, measure, key, count) of the rows of one measure."""
    month, key = (sa.literal(part, sa.String) if isinstance(part, str) else part for part in (month, key))
    question = sa.select(area.label("area"), month.label("month"), sa.literal(measure, sa.String).label("measure"),
                         key.label("key"), sa.func.count().label("count"))
    if joined is not None:
        question = question.select_from(joined)
    grouped = [part for part in (area, month, key) if not isinstance(part, sa.BindParameter)]
    return question.where(*conditions).group_by(*grouped)


def _days(area: str) -> list[sa.Select]:
    where = getattr(PartyMassDay, area)
    return [_counted(where, PartyMassDay.month, "days", _text(PartyMassDay.state)),
            _counted(where, PartyMassDay.month, "not_held", _text(PartyMassDay.not_held_reason_code),
                     PartyMassDay.state == DayState.NOT_HELD)]


def _opinions(area: str) -> sa.Select:
    """By what became of them: a ticket's outcome, `answered`, `in_hand`, or `not_raised`. Of what is sealed from the
    place it is never told more than that it is in hand."""
    became = sa.case((Opinion.ticket_id.is_(None), "not_raised"), (Ticket.review_level.is_not(None), "in_hand"),
                     (Ticket.outcome.is_not(None), _text(Ticket.outcome)),
                     (Ticket.state == State.ANSWERED, "answered"), else_="in_hand")
    joined = (sa.join(Opinion, ActivityLog, ActivityLog.id == Opinion.log_id)
              .join(PartyMassDay, PartyMassDay.id == ActivityLog.day_id)
              .outerjoin(Ticket, Ticket.id == Opinion.ticket_id))
    return _counted(getattr(PartyMassDay, area), PartyMassDay.month, "opinions", became,
                    ActivityLog.submitted_at.is_not(None), joined=joined)


def _decisions(area: str, today: date) -> sa.Select:
    state = sa.case((sa.and_(Decision.state == DecisionState.OPEN, Decision.due_on < today), "overdue"),
                    else_=_text(Decision.state))
    joined = sa.join(Decision, PartyMassDay, PartyMassDay.id == Decision.day_id)
    return _counted(getattr(Decision, area), PartyMassDay.month, "decisions", state, joined=joined)


def _people() -> list[sa.Select]:
    accepted = Registration.state == RegistrationState.ACCEPTED
    offers = sa.join(Registration, RegistrationOffer, RegistrationOffer.registration_id == Registration.id)
    return [
        _counted(Registration.community_id, month_of(Registration.applied_at), "registrations",
                 _text(Registration.state)),
        _counted(Registration.community_id, NOW, "registered", "members", accepted),
        *(_counted(Registration.community_id, NOW, f"{kind.value}s", RegistrationOffer.code, accepted,
                   RegistrationOffer.kind == kind, joined=offers) for kind in OfferKind),
        _counted(Candidate.community_id, NOW, "development", _text(Candidate.stage), Candidate.ended_on.is_(None)),
    ]


def _buildings() -> sa.Select:
    """Buildings by whether an accepted member registered there."""
    compound = aliased(Place)
    joined = sa.join(Place, compound, compound.id == Place.parent_id)
    having = sa.case((has_member(Place.id), "with_member"), else_="without_member")
    return _counted(compound.parent_id, NOW, "buildings", having, Place.level == Level.BUILDING, joined=joined)


def has_member(place_id) -> sa.ColumnElement[bool]:
    """Whether an accepted member is registered at this very place."""
    return sa.exists().where(Registration.place_id == place_id, Registration.state == RegistrationState.ACCEPTED)


def _of(questions: list[sa.Select], areas: Sequence[int] | None) -> sa.Subquery:
    if areas is not None:
        questions = [each.where(each.selected_columns.area.element.in_(areas)) for each in questions]
    return sa.union_all(*questions).subquery()


def by_community(today: date, communities: Sequence[int] | None = None) -> sa.Select:
    """(community_id, month, measure, key, town_id, count) of these communities, or of all; every month."""
    counts = _of([*_days("community_id"), _opinions("community_id"), _decisions("community_id", today), *_people(),
                  _buildings()], communities)
    return sa.select(counts.c.area.label("community_id"), counts.c.month, counts.c.measure, counts.c.key,
                     Place.parent_id.label("town_id"), counts.c["count"]).join(Place, Place.id == counts.c.area)


def by_courtyard(today: date, courtyards: Sequence[int]) -> sa.Select:
    """(area, month, measure, key, count) of what groups of these courtyards or compounds did; nothing of persons."""
    counts = _of([*_days("place_id"), _opinions("place_id"), _decisions("place_id", today)], courtyards)
    return sa.select(counts)
