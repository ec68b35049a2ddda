"""Categories, service levels and settings of queues as JSON, for those who keep them."""

from __future__ import annotations

import re

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line
from service.feedback.deadlines import Clock
from service.feedback.schemas.rules import LONGEST_KEYWORD, MOST_KEYWORDS
from service.feedback.schemas.verbs import StrictBoolean

MINUTES_A_YEAR, HOURS_A_YEAR, MOST_POSITION = 366 * 24 * 60, 366 * 24, 1_000_000
KEY = re.compile(r"[a-z][a-z0-9_]{1,30}", re.ASCII)


def _within(least: int, most: int, **kw) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(least, most), **kw)


class WordIn(ma.Schema):
    """A word that speaks for a category, and how much."""

    word = Line(LONGEST_KEYWORD, required=True)
    weight = fields.Float(required=True, validate=validate.Range(0, 10, min_inclusive=False))


class CategoryChangeIn(ma.Schema):
    """What is to be different; what is left out stays."""

    name = Line(64)
    words = fields.List(fields.Nested(WordIn), validate=validate.Length(max=MOST_KEYWORDS))
    std_code = Line(32, allow_none=True)
    needs_enforcement = StrictBoolean()
    position = _within(0, MOST_POSITION)


class NewCategoryIn(CategoryChangeIn):
    """A category below another; `key` is the last part of its code."""

    name = Line(64, required=True)
    parent_code = Line(64, required=True)
    key = fields.String(required=True, metadata={"pattern": f"^{KEY.pattern}$", "example": "street_lamp"}, validate=
                        validate.Regexp(f"{KEY.pattern}\\Z", error="2–31 个小写字母、数字、下划线，以字母开头。"))


class WordOut(ma.Schema):
    word = fields.String(required=True)
    weight = fields.Float(required=True)


class KeptCategoryOut(ma.Schema):
    """A category with all that steers; `enforced` when it or one above it needs enforcement."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    parent_code = fields.String(required=True, allow_none=True)
    std_code = fields.String(required=True, allow_none=True)
    needs_enforcement = fields.Boolean(required=True)
    enforced = fields.Boolean(required=True)
    position = fields.Integer(required=True)
    words = fields.List(fields.Nested(WordOut), required=True)
    retired_at = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)


class LevelIn(ma.Schema):
    """Limits of a service level on its clock; what is left out stays."""

    name = Line(64)
    claim_minutes = _within(1, MINUTES_A_YEAR)
    answer_minutes = _within(1, MINUTES_A_YEAR, metadata={"description": "not less than claim_minutes"})
    clock = fields.Enum(Clock, by_value=True)


class LevelOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    claim_minutes = fields.Integer(required=True)
    answer_minutes = fields.Integer(required=True)
    clock = fields.String(required=True, metadata={"enum": [clock.value for clock in Clock]})
    version = fields.Integer(required=True)


class SettingIn(ma.Schema):
    """How a queue treats claims; what is left out stays."""

    claim_hours = _within(1, HOURS_A_YEAR)
    open_claims = _within(1, 100)
    ring_minutes = _within(0, MINUTES_A_YEAR)


class SettingOut(ma.Schema):
    queue = fields.String(required=True)
    claim_hours = fields.Integer(required=True)
    open_claims = fields.Integer(required=True)
    ring_minutes = fields.Integer(required=True)
    version = fields.Integer(required=True)
