"""The shape of the review list and of a decision."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from service.core.http import ListQuery
from service.core.text import Text
from service.screening.models import CheckState, Why

LONGEST_REASON = 500


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class YesOrNo(fields.Boolean):
    """true or false, nothing that merely looks like it."""

    def _deserialize(self, value, attr, data, **kw):
        if not isinstance(value, bool):
            raise ma.ValidationError("应当是 true 或 false。")
        return value


class ReviewsQuery(ListQuery):
    """What waits for a person, the oldest first."""


class ReviewPlaceOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)


class ReviewPictureOut(ma.Schema):
    id = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    url = fields.String(required=True)
    thumbnail_url = fields.String(required=True)


class ReviewSummaryOut(ma.Schema):
    """A text or a picture that everybody would see, and why a person has to look first."""

    id = fields.Integer(required=True)
    about = fields.String(required=True, metadata={"example": "ticket"})
    kind = fields.String(required=True, metadata={"enum": ["text", "picture"]})
    what = fields.String(required=True, metadata={"example": "诉求文字"})
    number = fields.String(required=True, metadata={"description": "the ticket's number"})
    place = fields.Nested(ReviewPlaceOut, required=True)
    state = _word(CheckState)
    state_name = fields.String(required=True)
    why = _maybe(metadata={"enum": [*[member.value for member in Why], None]})
    why_in_words = _maybe(metadata={"example": "平台判定可能违规：广告"})
    excerpt = _maybe(metadata={"description": "the first 80 characters of a text"})
    put_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class ReviewOut(ReviewSummaryOut):
    """The same in full."""

    text = _maybe()
    picture = fields.Nested(ReviewPictureOut, required=True, allow_none=True)
    reason = _maybe(metadata={"description": "why a person hid it; the resident was told"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True)


class DecisionIn(ma.Schema):
    """Show it to everybody, or hide it with a reason the resident will read."""

    show = YesOrNo(required=True, metadata={"example": True})
    reason = Text(LONGEST_REASON, metadata={"example": "文字里有他人的姓名和电话。"})

    @ma.validates_schema
    def _hidden_with_a_reason(self, data, **_kw):
        if data["show"] is False and not data.get("reason"):
            raise ma.ValidationError("不展示请说明原因，居民会看到。", "reason")
