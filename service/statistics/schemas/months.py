"""The JSON of figures; every number is a count, and None stands for one too small to be told."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.courtyard.models import DayState, DecisionState, Reason
from service.development.stages import Stage
from service.feedback.workflow import Outcome
from service.mediation.catalogue import DisputeType
from service.mediation.catalogue import Outcome as Ended
from service.membership.catalogue import Service, Skill
from service.membership.models.registration import RegistrationState
from service.organization.models import Level

FEW = {"description": "null: fewer than five"}


def _counts(name: str, *keys, **more) -> fields.Nested:
    """An object with a count under every key."""
    return fields.Nested(ma.Schema.from_dict(
        {str(key): fields.Integer(required=True) for key in keys} | more, name=name), required=True)


def month_field(**said) -> fields.String:
    """A local month."""
    return fields.String(validate=validate.Regexp(
        r"^20[0-9]{2}-(0[1-9]|1[0-2])(?![\s\S])", error="月份应写成 2026-03 这样。"), **said)


def _month() -> fields.String:
    return month_field(required=True, metadata={"example": "2026-03"})


class MonthQuery(ma.Schema):
    """The place the figures are of (a community, a village, a town, the district), and the month."""

    place = Line(32, required=True, metadata={"example": "500115001"})
    month = _month()


class PlacesBelowQuery(ListQuery):
    """The places right below this one."""

    place = Line(32, required=True, metadata={"example": "500115001"})


class PlacesOfMonthQuery(PlacesBelowQuery):
    """The places right below this one, in one month."""

    month = _month()


class FigurePlaceOut(ma.Schema):
    """A place by its code, name and level."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Enum(Level, by_value=True, required=True)


class FiguresOut(ma.Schema):
    """What one place had in a month: its days, opinions, decisions and registrations; and what stands now."""

    place = fields.Nested(FigurePlaceOut, required=True)
    days = _counts("DayCountsOut", *DayState, reasons=_counts("NotHeldCountsOut", *Reason))
    opinions = _counts("OpinionCountsOut", "raised", "not_raised", "in_hand", "answered",
                       outcomes=_counts("OutcomeCountsOut", *Outcome))
    decisions = _counts("DecisionCountsOut", *DecisionState, "overdue")
    registrations = _counts("RegistrationCountsOut", *RegistrationState)
    registered = fields.Integer(required=True, metadata={"description": "members registered now"})
    skills = _counts("SkillCountsOut", *Skill)
    buildings = _counts("BuildingCountsOut", "with_member", "without_member")


class MediationFigureOut(ma.Schema):
    """One type and outcome."""

    type = fields.Enum(DisputeType, by_value=True, required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([*(one.value for one in Ended), "open"]))
    count = fields.Integer(required=True, allow_none=True, metadata=FEW)
    withheld = fields.Boolean(required=True)


class MediationFiguresOut(ma.Schema):
    """Disputes opened in the month that have ended, by type and outcome, as far as they are told."""

    total = fields.Integer(required=True, allow_none=True, metadata=FEW)
    items = fields.List(fields.Nested(MediationFigureOut), required=True)


class DevelopmentCountsOut(ma.Schema):
    """Candidates by the stage they stand at now, rounded down to whole fives; `total` is the sum of these."""

    total = fields.Integer(required=True, allow_none=True, metadata=FEW)
    stages = fields.Nested(ma.Schema.from_dict(
        {stage.value: fields.Integer(required=True, allow_none=True, metadata=FEW) for stage in Stage},
        name="StageCountsOut"), required=True)


class MonthOut(FiguresOut):
    """The whole of one place, and each place right below it."""

    month = fields.String(required=True, metadata={"example": "2026-03"})
    services = _counts("ServiceCountsOut", *Service)
    mediations = fields.Nested(MediationFiguresOut, required=True)
    development = fields.Nested(DevelopmentCountsOut, required=True)
    below = fields.List(fields.Nested(FiguresOut), required=True)


class BuildingOut(ma.Schema):
    """A building, and where it is."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    compound = fields.String(required=True)
    community = fields.String(required=True)
