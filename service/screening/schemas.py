"""The shape of the review list and of a decision."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from service.core.http import ListQuery
from service.core.text import Text
from service.screening.models import CheckState, Why
from service.screening.persons import Kind

LONGEST_REASON, LONGEST_TEXT = 500, 6000  # a mask may be longer than what it hides


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


class PersonFoundOut(ma.Schema):
    """Something of a person in a text, from sign `start` to before sign `end`."""

    kind = _word(Kind)
    kind_name = fields.String(required=True, metadata={"example": "手机号"})
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    mask = fields.String(required=True, metadata={"example": "***"})
    certain = fields.Boolean(required=True, metadata={
        "description": "true: nobody can leave it in; false: a door or a name, which whoever looks may put back"})


class ProposalOut(ma.Schema):
    """A text as it was written beside what is proposed for everybody."""

    text = _maybe(metadata={"description": "as it was written", "example": "我叫李四，电话13911117777。"})
    found = fields.List(fields.Nested(PersonFoundOut), required=True,
                        metadata={"description": "what of persons was found in the text, first to last"})
    proposed_text = _maybe(metadata={"description": "the text with every find masked",
                                     "example": "我叫李*，电话***。"})


class ReviewOut(ReviewSummaryOut, ProposalOut):
    """The same in full."""

    public_text = _maybe(metadata={"description": "what everybody reads, once a person has had it shown"})
    picture = fields.Nested(ReviewPictureOut, required=True, allow_none=True)
    reason = _maybe(metadata={"description": "why a person hid it; the resident was told"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True)


class DecisionIn(ma.Schema):
    """Show it to everybody, a text as it stands in `text` (what was proposed, when there is none), or hide it with a
    reason the resident will read. In `text` signs are left out or starred, none is added."""

    show = YesOrNo(required=True, metadata={"example": True})
    text = Text(LONGEST_TEXT, metadata={"example": "我叫李*，电话***。"})
    reason = Text(LONGEST_REASON, metadata={"example": "文字里有他人的姓名和电话。"})

    @ma.validates_schema
    def _hidden_with_a_reason(self, data, **_kw):
        if data["show"] is False and not data.get("reason"):
            raise ma.ValidationError("不展示请说明原因，居民会看到。", "reason")
