"""Figures as answers show them: everything named, small counts of personal facts withheld."""

from __future__ import annotations

from collections import Counter

from service.core.http import Page
from service.core.withholding import in_fives
from service.courtyard.models import DayState, DecisionState, Reason
from service.development.stages import Stage
from service.feedback.workflow import Outcome
from service.mediation.queries import counts as disputes_told
from service.membership.catalogue import Service, Skill
from service.membership.models.registration import RegistrationState
from service.organization.actors import Actor
from service.organization.models import Place
from service.statistics.queries import figures

OVERDUE = "overdue"


def month(code: str, wanted: str, *, by: Actor) -> dict:
    """`{place, month, …figures, below: [{place, …}]}`; see `figures.month` for what it raises."""
    found = figures.month(code, wanted, by=by)
    disputes, total = disputes_told.described({
        tuple(key.split(":")): count for (measure, key), count in found.counts.items() if measure == figures.DISPUTES})
    return {"place": _place(found.place), "month": wanted, **_shown(found.counts),
            "mediations": {"total": total, "items": disputes},
            "below": [{"place": _place(place), **_row(found.of[place.id])} for place in found.below]}


def places(code: str, wanted: str, *, by: Actor, limit: int, cursor: str | None) -> Page:
    """The same of each place below, as a list to be taken home; at most some dozens, so one page."""
    return Page(month(code, wanted, by=by)["below"])


def _place(place: Place) -> dict:
    return {"code": place.code, "name": place.name, "level": place.level}


def _pick(counts: Counter, measure: str, keys) -> dict[str, int]:
    return {str(key): counts[measure, str(key)] for key in keys}


def _row(counts: Counter) -> dict:
    """What is shown of every place: nothing that is about persons."""
    opinions = _pick(counts, "opinions", ("not_raised", "in_hand", "answered"))
    outcomes = _pick(counts, "opinions", Outcome)
    return {
        "days": _pick(counts, "days", DayState) | {"reasons": _pick(counts, "not_held", Reason)},
        "opinions": {"raised": sum(outcomes.values()) + opinions["in_hand"] + opinions["answered"], **opinions,
                     "outcomes": outcomes},
        "decisions": _pick(counts, "decisions", (*DecisionState, OVERDUE)),
        "registrations": _pick(counts, "registrations", RegistrationState),
        "registered": counts["registered", "members"],
        "skills": _pick(counts, "skills", Skill),
        "buildings": _pick(counts, "buildings", ("with_member", "without_member")),
    }


def _shown(counts: Counter) -> dict:
    """The whole of one place: also services offered, and development in whole fives."""
    stages, candidates = in_fives({stage.value: counts["development", stage.value] for stage in Stage},
                                  [stage.value for stage in Stage])
    return _row(counts) | {"services": _pick(counts, "services", Service),
                           "development": {"total": candidates, "stages": stages}}
