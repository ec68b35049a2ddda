"""Safeguards as JSON: typed, shown with their versions, and what the fixed list of sentences says to a change."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line
from service.feedback.routing import ReviewLevel, Safeguard

MOST_WORDS, LONGEST_ENTRY = 300, 1000


class SafeguardIn(ma.Schema):
    """What is guarded: `/` between words as good as each other, `+` between those that must stand near each other."""

    name = Line(64, required=True)
    words = fields.List(Line(LONGEST_ENTRY), required=True, validate=validate.Length(max=MOST_WORDS),
                        metadata={"description": "one of them must occur in the text, such as `电梯/升降机+困/锁`"})
    unless = fields.List(Line(LONGEST_ENTRY), validate=validate.Length(max=MOST_WORDS),
                         metadata={"description": "figures of speech, cut out first; `+`: directly followed by"})
    review_level = fields.Enum(ReviewLevel, by_value=True, allow_none=True,
                               metadata={"description": "who reviews an accusation; for other kinds null"})


class NewSafeguardIn(SafeguardIn):
    """A safeguard; its kind never changes."""

    kind = fields.Enum(Safeguard, by_value=True, required=True)


class SafeguardVersionOut(ma.Schema):
    """One version of a safeguard: what was typed, by whom, and from when until when it was live."""

    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    words = fields.List(fields.String(), required=True)
    unless = fields.List(fields.String(), required=True)
    review_level = fields.String(required=True, allow_none=True)
    saved_by = fields.String(required=True, allow_none=True)
    saved_at = fields.String(required=True)
    retired_at = fields.String(required=True, allow_none=True)


class SafeguardOut(SafeguardVersionOut):
    """A safeguard in its newest version."""

    safeguard_id = fields.Integer(required=True)


class TreatedOut(ma.Schema):
    """What becomes of a sentence."""

    queue = fields.String(required=True)
    service_level = fields.String(required=True)
    safeguard = fields.String(required=True, allow_none=True)
    review_level = fields.String(required=True, allow_none=True)


class ChangedSentenceOut(ma.Schema):
    """A sentence that goes elsewhere; null where no rule says anything."""

    text = fields.String(required=True)
    before = fields.Nested(TreatedOut, required=True, allow_none=True)
    after = fields.Nested(TreatedOut, required=True, allow_none=True)


class SafetyOut(ma.Schema):
    """A fixed list of what people say of danger and of those in office, before and after a change."""

    sentences = fields.Integer(required=True, metadata={"description": "of danger and accusation"})
    safe_before = fields.Integer(required=True)
    safe_after = fields.Integer(required=True)
    changed = fields.List(fields.Nested(ChangedSentenceOut), required=True)


class SafeguardWithVersionsOut(SafeguardOut):
    """A safeguard with all its versions, the newest first, and what the newest changed."""

    versions = fields.List(fields.Nested(SafeguardVersionOut), required=True)
    safety = fields.Nested(SafetyOut, required=True)
