"""Routing rules as JSON: typed, shown with their versions, tried on one text and on past tickets."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line, Text
from service.feedback.routing import Queue, Urgency
from service.feedback.schemas.safeguards import SafetyOut
from service.feedback.schemas.verbs import LONGEST_TEXT, StrictBoolean

MOST_KEYWORDS, LONGEST_KEYWORD, MOST_RULES = 200, 32, 500
LARGEST_ID = 2**62
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Instant(fields.AwareDateTime):
    """A moment with its offset, within the years a calendar makes sense for."""

    def _deserialize(self, value, attr, data, **kw):
        moment = super()._deserialize(value, attr, data, **kw)
        if not FIRST.replace(tzinfo=moment.tzinfo) <= moment <= LAST.replace(tzinfo=moment.tzinfo):
            raise ma.ValidationError("应当在 2000 年到 2200 年之间。")
        return moment.astimezone(UTC)


class DayOrInstant(Instant):
    """A moment, or a local day: its beginning, and where a period ends, its end."""

    def __init__(self, *, ends: bool = False, **kw):
        self.ends = ends
        super().__init__(**kw)

    def _deserialize(self, value, attr, data, **kw):
        if not (isinstance(value, str) and DAY.fullmatch(value)):
            return super()._deserialize(value, attr, data, **kw)
        begins = super()._deserialize(f"{value}T00:00:00+08:00", attr, data, **kw)
        return begins + timedelta(days=1) if self.ends else begins


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class RulesQuery(ma.Schema):
    """By number, or in the order in which they are asked: the first one that fits decides."""

    order = fields.String(load_default="number", validate=validate.OneOf(["number", "deciding"]))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    cursor = fields.String(load_default=None)


class RuleIn(ma.Schema):
    """A routing rule; a condition that is left out or null holds for everything."""

    name = Line(64, required=True)
    place_code = Line(32, allow_none=True, metadata={"description": "this place and all below it"})
    category = Line(64, allow_none=True, metadata={"description": "this category and its children"})
    keywords = fields.List(Line(LONGEST_KEYWORD), validate=validate.Length(max=MOST_KEYWORDS),
                           metadata={"description": "one of them must occur in the text"})
    urgency = fields.Enum(Urgency, by_value=True, allow_none=True)
    weekdays = fields.List(fields.Integer(strict=True, validate=validate.Range(0, 6)), allow_none=True,
                           validate=validate.Length(max=7),
                           metadata={"description": "0 = Monday; local days"})
    time_from = fields.Time(format="%H:%M", allow_none=True, metadata={"description": "local time"})
    time_to = fields.Time(format="%H:%M", allow_none=True, metadata={"description": "local time, exclusive"})
    source = Line(32, allow_none=True)
    valid_from = Instant(allow_none=True)
    valid_to = Instant(allow_none=True, metadata={"description": "exclusive"})
    priority = fields.Integer(strict=True, required=True, validate=validate.Range(0, 10_000),
                              metadata={"description": "the smaller wins, between rules equally specific"})
    queue = fields.Enum(Queue, by_value=True, required=True)
    service_level = Line(32, required=True)
    fallback = fields.Enum(Queue, by_value=True, allow_none=True)
    needs_review = StrictBoolean()


class RuleVersionOut(ma.Schema):
    """One version of a rule: what was typed, by whom, and from when until when it was live."""

    version = fields.Integer(required=True)
    name = fields.String(required=True)
    place_code = _maybe()
    place_name = _maybe()
    category = _maybe()
    keywords = fields.List(fields.String(), required=True)
    urgency = _maybe()
    weekdays = _maybe(fields.List, cls_or_instance=fields.Integer())
    time_from = _maybe()
    time_to = _maybe()
    source = _maybe()
    valid_from = _maybe()
    valid_to = _maybe()
    priority = fields.Integer(required=True)
    queue = fields.String(required=True)
    service_level = fields.String(required=True)
    fallback = _maybe()
    needs_review = fields.Boolean(required=True)
    saved_by = _maybe()
    saved_at = fields.String(required=True)
    retired_at = _maybe()


class RuleOut(RuleVersionOut):
    """A rule in its newest version; `broken` says in sentences what is wrong with it now."""

    rule_id = fields.Integer(required=True)
    broken = fields.List(fields.String(), required=True)


class RuleWithVersionsOut(RuleOut):
    """A rule with all its versions, the newest first."""

    versions = fields.List(fields.Nested(RuleVersionOut), required=True)
    safety = fields.Nested(SafetyOut, required=True, metadata={"description": "what the newest version changed"})


class PreviewIn(ma.Schema):
    """A text as a resident would submit it."""

    text = Text(LONGEST_TEXT, required=True)
    place_code = Line(32, required=True)
    category = Line(64, allow_none=True)
    rule = fields.Nested(lambda: SimulatedRuleIn(), metadata={"description": "tried as if it were saved"})


class SuggestionOut(ma.Schema):
    code = fields.String(required=True)
    confidence = fields.Float(required=True)


class PreviewOut(ma.Schema):
    """Where the text would go, by which rule in which version, and by when."""

    queue = fields.String(required=True)
    rule_id = fields.Integer(required=True, allow_none=True)
    rule = fields.String(required=True)
    version = fields.Integer(required=True)
    matched = fields.Dict(required=True)
    category = fields.Nested(SuggestionOut, required=True, allow_none=True)
    claim_by = fields.String(required=True)
    answer_by = fields.String(required=True)
    needs_review = fields.Boolean(required=True)
    service_level = fields.String(required=True)
    enforced = fields.Boolean(required=True)
    safeguard = _maybe(metadata={"description": "the first of the safeguards that hold it"})
    review_level = _maybe(metadata={"description": "who alone looks at it first"})
    safety = fields.Nested(SafetyOut, required=True)


class SimulatedRuleIn(RuleIn):
    """A rule of the set to be tried; `rule_id` when it stands already."""

    rule_id = fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID))


class SimulationIn(ma.Schema):
    """The whole set of rules to be tried, or one rule among the live ones, on the tickets submitted in [from, to),
    inside a place."""

    rules = fields.List(fields.Nested(SimulatedRuleIn), validate=validate.Length(max=MOST_RULES))
    rule = fields.Nested(SimulatedRuleIn, metadata={"description": "instead of `rules`"})
    since = DayOrInstant(required=True, data_key="from")
    until = DayOrInstant(ends=True, required=True, data_key="to",
                         metadata={"description": "exclusive; a day (YYYY-MM-DD) is taken in whole"})
    place_code = Line(32, allow_none=True)


    @ma.validates_schema
    def _one_of_the_two(self, data: dict, **_kw) -> None:
        if ("rules" in data) == ("rule" in data):
            raise ma.ValidationError("请填 rules 或 rule 其中一项。", "rules")


class MoveOut(ma.Schema):
    from_ = fields.String(required=True, data_key="from", attribute="from")
    to = fields.String(required=True)
    count = fields.Integer(required=True)


class SimulationOut(ma.Schema):
    """How many tickets would move from which queue to which, the most first."""

    tickets = fields.Integer(required=True)
    moved = fields.Integer(required=True)
    moves = fields.List(fields.Nested(MoveOut), required=True)
    unmatched = fields.Integer(required=True,
                               metadata={"description": "by any rule of the set; counted as community"})
    truncated = fields.Boolean(required=True, metadata={"description": "only the newest 100,000 were tried"})
    safety = fields.Nested(SafetyOut, required=True)
