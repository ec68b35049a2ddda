"""The JSON of figures of tickets; a rate of fewer than five is null, and so is all that goes into it."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.core.withholding import FEWEST
from service.courtyard.models import DayState, Reason
from service.feedback.routing import Queue
from service.feedback.schemas.tickets import CategoryBriefOut, TicketSummaryOut
from service.statistics import words
from service.statistics.queries.tickets.rates import LISTS, PLAIN, TOLD
from service.statistics.schemas.months import FEW, FigurePlaceOut, month_field


def _count(**kw) -> fields.Integer:
    return fields.Integer(required=True, **kw)


def _withheld(kind=fields.Integer) -> fields.Field:
    return kind(required=True, allow_none=True, metadata=FEW)


class PlaceQuery(ma.Schema):
    """The place: the district, a town, a community or village, a compound or courtyard, a building."""

    place = Line(32, required=True, metadata={"example": "500115001"})


class ReportQuery(PlaceQuery):
    """The place, and the month of submission."""

    month = month_field(required=True, metadata={"example": "2026-03"})


class _OfTickets(ma.Schema):
    since = month_field(load_default=None, metadata={"description": "the first month of submission; eleven before "
                                                                    "the last one", "example": "2026-01"})
    until = month_field(load_default=None, metadata={"description": "the last month; the present one",
                                                     "example": "2026-03"})
    queue = fields.Enum(Queue, by_value=True, load_default=None)
    category = Line(64, load_default=None, metadata={"description": "a top category", "example": "facilities"})


class RatesQuery(PlaceQuery, _OfTickets):
    """The place, and which tickets: when they were submitted, in which queue, about what."""


class RateRowsQuery(ListQuery, RatesQuery):
    """The same, and by what they are listed."""

    of = fields.String(load_default="places", validate=validate.OneOf(LISTS))


class PlaceListQuery(ListQuery, PlaceQuery):
    """A list of a place."""


class RateOut(ma.Schema):
    """`count` of `n`, and their ratio from 0 to 1."""

    n = _count(allow_none=True, metadata={"description": "of answers those that were published; null: not told, "
                                                         "below a community"})
    count = _withheld()
    rate = _withheld(fields.Float)


FigureOut = ma.Schema.from_dict({name: _count() for name in PLAIN} | {
    name: fields.Nested(RateOut, required=True) for name in ("response", "resolution", "satisfaction")} | {
    name: _withheld() for name in TOLD}, name="TicketFigureOut")


class FigureRowOut(FigureOut):
    """A figure of one place, queue, category (`""`: none) or month."""

    key = fields.String(required=True)
    name = fields.String(required=True)


class ObjectionsOut(ma.Schema):
    """Objections to refusals and endings; made and neither opened again nor upheld is not decided yet."""

    made = _count()
    opened_again = _count()
    upheld = _count()


class RatesOut(ma.Schema):
    """The three rates of a place, and by place below, queue, category and month."""

    place = fields.Nested(FigurePlaceOut, required=True)
    since = fields.String(required=True)
    until = fields.String(required=True)
    queue = fields.String(required=True, allow_none=True)
    category = fields.String(required=True, allow_none=True)
    published_in_steps_of = _count(metadata={
        "description": "what residents answered is told of whole steps alone, of at least this many new answers each",
        "example": FEWEST})
    notice = fields.String(required=True, metadata={"description": "the same for people to read"})
    whole = fields.Nested(FigureOut, required=True)
    objections = fields.Nested(ObjectionsOut, required=True)
    places = fields.List(fields.Nested(FigureRowOut), required=True)
    queues = fields.List(fields.Nested(FigureRowOut), required=True)
    categories = fields.List(fields.Nested(FigureRowOut), required=True)
    months = fields.List(fields.Nested(FigureRowOut), required=True)


class AgeOut(ma.Schema):
    """How many are open since so many local days."""

    key = fields.String(required=True, metadata={"enum": list(words.AGES)})
    name = fields.String(required=True)
    count = _count()


class BacklogRowOut(ma.Schema):
    """The age of what is open at one place below."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    total = _count()
    ages = fields.List(fields.Nested(AgeOut), required=True)


class BacklogOut(ma.Schema):
    """The age of what is open at a place, and at each right below it."""

    place = fields.Nested(FigurePlaceOut, required=True)
    total = _count()
    ages = fields.List(fields.Nested(AgeOut), required=True)
    places = fields.List(fields.Nested(BacklogRowOut), required=True)


class WorstTicketOut(TicketSummaryOut):
    """A ticket that is overdue or unsolved."""


class VoicedOut(ma.Schema):
    """An open ticket, and how many more people want it."""

    count = _count()
    ticket = fields.Nested(TicketSummaryOut, required=True)


class RepeatedOut(ma.Schema):
    """One category that came again and again at one compound."""

    place = fields.Nested(FigurePlaceOut, required=True)
    category = fields.Nested(CategoryBriefOut, required=True)
    count = _count()
    open = _count()


class HotOut(ma.Schema):
    """What many ask for, and what comes again."""

    place = fields.Nested(FigurePlaceOut, required=True)
    supported = fields.List(fields.Nested(VoicedOut), required=True)
    joined = fields.List(fields.Nested(VoicedOut), required=True)
    repeated = fields.List(fields.Nested(RepeatedOut), required=True)


class GroupBriefOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class MonthOfYearOut(ma.Schema):
    """What became of one month's day."""

    month = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(words.DAYS)})
    reason = fields.Enum(Reason, by_value=True, required=True, allow_none=True)
    raised = _count(metadata={"description": "opinions of the day that became tickets"})


class CourtyardYearOut(ma.Schema.from_dict({state.value: _count() for state in DayState}, name="DayStatesOut")):
    """A courtyard group's last twelve months, the present one last."""

    group = fields.Nested(GroupBriefOut, required=True)
    place = fields.Nested(FigurePlaceOut, required=True)
    missing = _count()
    raised = _count()
    months = fields.List(fields.Nested(MonthOfYearOut), required=True)
