"""The shapes of days, of their rule and of decisions."""

import re

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Text
from service.courtyard.models import Reason, RuleKind
from service.feedback.limits import LONGEST_REASON, LONGEST_TEXT
from service.feedback.schemas.tickets import PlaceBriefOut

STATES = ("planned", "open", "held", "not_held")
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class Matching(Line):
    """A short text of one form, such as a month or a time of day."""

    def __init__(self, form: re.Pattern, said: str, **kw):
        def fits(value: str) -> None:
            if not form.fullmatch(value):
                raise ma.ValidationError(said)
        super().__init__(10, validate=fits, **kw)


def clock_time(**kw) -> Matching:
    """A time of day, local, `09:00`."""
    return Matching(CLOCK, "请写成 09:00 这样的时间。", metadata={"example": "09:30"}, **kw)


def month(**kw) -> Matching:
    """A month, `2026-03`."""
    return Matching(MONTH, "请写成 2026-03 这样的月份。", metadata={"example": "2026-03"}, **kw)


def _whole(low: int, high: int, **kw) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(low, high), **kw)


class DayRuleIn(ma.Schema):
    """A day of the month (`day`), or the n-th weekday (`nth` 1–5 or -1 for the last, `weekday` 1 is Monday)."""

    kind = fields.Enum(RuleKind, by_value=True, required=True, metadata={"example": "day_of_month"})
    day = _whole(1, 31, metadata={"description": "31 is the last day of a short month", "example": 5})
    nth = fields.Integer(strict=True, validate=validate.OneOf([1, 2, 3, 4, 5, -1]))
    weekday = _whole(1, 7)
    at = clock_time(load_default="09:00")
    station = Line(32, load_default=None, allow_none=True)
    valid_from = fields.Date(load_default=None, allow_none=True)
    announce_before = _whole(1, 14, load_default=3, metadata={"description": "days before, the group is told"})

    @ma.validates_schema
    def _one_way(self, data, **_kw):
        wanted = {"day"} if data["kind"] is RuleKind.DAY_OF_MONTH else {"nth", "weekday"}
        for name in ("day", "nth", "weekday"):
            if (name in data) != (name in wanted):
                raise ma.ValidationError("请填写。" if name in wanted else "这种固定日期不用填。", name)


class NamedOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class StationBriefOut(NamedOut):
    spot = _maybe()


class DayRuleOut(ma.Schema):
    group = fields.Nested(NamedOut, required=True)
    kind = fields.String(required=True)
    day = _maybe(fields.Integer)
    nth = _maybe(fields.Integer)
    weekday = _maybe(fields.Integer)
    at = fields.String(required=True)
    station = _maybe(fields.Nested, nested=StationBriefOut)
    valid_from = fields.String(required=True)
    announce_before = fields.Integer(required=True)
    next_days = fields.List(fields.String(), required=True, metadata={"description": "the next twelve"})
    version = fields.Integer(required=True)


class DaysQuery(ListQuery):
    group = Line(32, load_default=None)
    place = Line(32, load_default=None)
    month = month(load_default=None)
    year = fields.Integer(load_default=None, validate=validate.Range(2000, 2099), metadata={"example": 2026})
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class DaySummaryOut(ma.Schema):
    """A day; in outline (`group` null) only when and where."""

    id = fields.Integer(required=True)
    on = fields.String(required=True)
    at = fields.String(required=True, metadata={"description": "local"})
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    station = _maybe(fields.Nested, nested=StationBriefOut)
    place = fields.Nested(PlaceBriefOut, required=True)
    group = _maybe(fields.Nested, nested=NamedOut)
    reason_code = _maybe(metadata={"enum": [*[reason.value for reason in Reason], None]})
    reason = _maybe()
    moved_from = _maybe(metadata={"description": "where the rule had put it"})
    version = fields.Integer(required=True)


class AgendaDecisionOut(ma.Schema):
    id = fields.Integer(required=True)
    what = fields.String(required=True)
    who = fields.String(required=True)
    state = fields.String(required=True)
    due_on = _maybe()
    decided_on = fields.String(required=True)
    ended_on = _maybe()
    done_text = _maybe()
    reason = _maybe()


class AgendaOpinionOut(ma.Schema):
    opinion_id = fields.Integer(required=True)
    text = _maybe()
    number = fields.String(required=True)
    state = fields.String(required=True)
    outcome = _maybe()
    answer = _maybe()


class AgendaOut(ma.Schema):
    open_decisions = fields.List(fields.Nested(AgendaDecisionOut), required=True)
    finished_decisions = fields.List(fields.Nested(AgendaDecisionOut), required=True)
    opinions = fields.List(fields.Nested(AgendaOpinionOut), required=True)


class DayOut(DaySummaryOut):
    """A day with what it is to talk about; in outline only when and where."""

    moved_reason = _maybe()
    reopened_reason = _maybe()
    announced_at = _maybe()
    closed_at = _maybe()
    agenda = _maybe(fields.Nested, nested=AgendaOut)
    permitted = fields.List(fields.String(), required=True)


class MoveIn(ma.Schema):
    """Another date, time or station within the month; a station that is not named stays, null is the courtyard."""

    on = fields.Date(required=True)
    at = clock_time(required=True)
    station = Line(32, allow_none=True)
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "当天镇上赶场。"})


class NotHeldIn(ma.Schema):
    reason_code = fields.Enum(Reason, by_value=True, required=True, metadata={"example": "farming"})
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "正在抢收水稻，下月合并开展。"})


class ReopeningIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "当天改在晚上开了。"})


class DecisionsQuery(ListQuery):
    group = Line(32, load_default=None)
    place = Line(32, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["open", "overdue", "done", "dropped"]))


class DecisionOut(AgendaDecisionOut):
    day_id = fields.Integer(required=True)
    overdue = fields.Boolean(required=True)
    read_out_on = _maybe()
    group = fields.Nested(NamedOut, required=True)
    log = fields.String(required=True, metadata={"description": "the client_id of the log it stands in"})
    place = fields.Nested(PlaceBriefOut, required=True)
    version = fields.Integer(required=True)
    permitted = fields.List(fields.String(), required=True)


class CompletionIn(ma.Schema):
    text = Text(LONGEST_TEXT, required=True, metadata={"example": "路面已经补好，大家去看过了。"})


class DroppingIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "镇里统一改造，不用我们再办。"})
