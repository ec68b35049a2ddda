"""What the pages of administrators ask and send: the API's own shapes, as a form can say them."""

from __future__ import annotations

import re
from datetime import timedelta

import marshmallow as ma
from marshmallow import fields, validate

from service.core import clock
from service.core.text import Line, Text
from service.feedback.routing import Queue
from service.feedback.schemas.catalogue import CategoryChangeIn, NewCategoryIn, WordIn
from service.feedback.schemas.rules import MOST_KEYWORDS, Instant, RuleIn
from service.feedback.schemas.safeguards import NewSafeguardIn, SafeguardIn
from service.feedback.schemas.verbs import LONGEST_TEXT
from service.organization.schemas.administration import AuditQuery
from service.organization.schemas.people import GrantIn, StaffIn
from service.organization.schemas.places import PlaceIn

BETWEEN = re.compile(r"[\s、，,；;]+")
WEIGHED = re.compile(r"(.+?)[：:](\d{1,2}(?:\.\d{1,3})?)", re.DOTALL)
LONGEST_CARRIED = 300_000
WORDS = fields.List(fields.Nested(WordIn), validate=validate.Length(max=MOST_KEYWORDS))


class CursorQuery(ma.Schema):
    """From where on a list goes on."""

    cursor = Line(200, load_default=None)


class PlaceBelowIn(PlaceIn):
    """A place below the one the page shows."""

    own_code = Line(32)

    class Meta:
        exclude = ("parent_code", "code")


class GrantHereIn(GrantIn):
    """A role at the place the page shows."""

    class Meta:
        exclude = ("place_code",)


class StaffHereIn(StaffIn):
    """New staff at the place the page shows."""

    class Meta:
        exclude = ("place_code",)


class _Worded(ma.Schema):
    """Words as a person writes them: one a line, with a weight behind a colon."""

    words = fields.String(load_default="")

    @ma.post_load
    def _in_a_list(self, data: dict, **_kw) -> dict:
        try:
            return data | {"words": WORDS.deserialize(_weighed(data["words"]))}
        except ma.ValidationError as error:
            raise ma.ValidationError("每行一个词，最多 32 个字；冒号后面是分量，大于 0，不超过 10。",
                                     "words") from error


def _weighed(text: str) -> list[dict]:
    found = []
    for part in filter(None, BETWEEN.split(text)):
        said = WEIGHED.fullmatch(part)
        found.append({"word": said[1], "weight": float(said[2])} if said else {"word": part, "weight": 1.0})
    return found


class CategoryPageIn(_Worded, CategoryChangeIn):
    """A whole category as its form shows it; a box that is not ticked is a no."""

    needs_enforcement = fields.Boolean(load_default=False)


class NewCategoryPageIn(_Worded, NewCategoryIn):
    """A category below another."""

    needs_enforcement = fields.Boolean(load_default=False)


class LocalInstant(Instant):
    """A moment as a form says it: the clock on the wall."""

    def _deserialize(self, value, attr, data, **kw):
        return super()._deserialize(f"{value}+08:00" if isinstance(value, str) else value, attr, data, **kw)


def _each_once(texts: list[str] | None) -> list[str]:
    """What was written in one field, between blanks, commas or lines; each once."""
    return list(dict.fromkeys(entry for text in texts or [] for entry in BETWEEN.split(text) if entry))


class _Listed(ma.Schema):
    """Words and figures of speech, each in one field."""

    @ma.pre_load
    def _entries(self, data: dict, **_kw) -> dict:
        return data | {name: _each_once(data.get(name)) for name in ("words", "unless")}


class SafeguardPageIn(_Listed, SafeguardIn):
    """A safeguard as its form says it."""


class NewSafeguardPageIn(_Listed, NewSafeguardIn):
    """A new one, with its kind."""


class RulesPageQuery(CursorQuery):
    """Rules that lead to one queue, or all."""

    queue = fields.Enum(Queue, by_value=True, load_default=None)


class NewRuleQuery(ma.Schema):
    """For which place a new rule is begun."""

    place = Line(32, load_default=None)


class RulePageIn(RuleIn):
    """A rule as its form says it: keywords in one field, times of the clock on the wall; what is only for trying it
    comes along and is left out."""

    valid_from = LocalInstant(allow_none=True)
    valid_to = LocalInstant(allow_none=True)
    needs_review = fields.Boolean(load_default=False)
    tried_text = Text(LONGEST_TEXT)
    tried_place = Line(32)
    tried_days = fields.Integer(load_default=90, validate=validate.OneOf([30, 90, 365]))

    @ma.pre_load
    def _keywords(self, data: dict, **_kw) -> dict:
        return data | {"keywords": _each_once(data.get("keywords"))}

    @ma.post_load
    def _only_the_rule(self, data: dict, **_kw) -> dict:
        return {name: value for name, value in data.items() if not name.startswith("tried_")}


class RuleTrialIn(RulePageIn):
    """The same form, tried: on one text, and on the tickets of the last days."""

    @ma.post_load
    def _only_the_rule(self, data: dict, **_kw) -> dict:
        rule = {name: value for name, value in data.items() if not name.startswith("tried_")}
        until = clock.now()
        return {"rule": rule, "since": until - timedelta(days=data["tried_days"]), "until": until,
                "days": data["tried_days"], "text": data.get("tried_text"), "place_code": data.get("tried_place")}


class CarriedIn(ma.Schema):
    """A list that was tried a moment ago, carried along by the page."""

    content = Text(LONGEST_CARRIED, load_default=None)


class ListIn(CarriedIn):
    """The same, and which kind of list."""

    kind = Line(32, load_default=None)


class AuditPageQuery(AuditQuery):
    """The log as its page asks for it."""

    class Meta:
        exclude = ("limit", "format")


class AuditFileQuery(AuditQuery):
    """The log as a file."""


    class Meta:
        exclude = ("limit", "cursor", "format")
