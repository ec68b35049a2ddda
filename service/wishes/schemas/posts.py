"""Posts and turns: what people send, and as they are shown."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Text
from service.feedback.schemas.tickets import PlaceBriefOut
from service.feedback.schemas.verbs import StrictBoolean
from service.wishes.kinds import PostKind
from service.wishes.limits import LONGEST_TEXT, LONGEST_TITLE, MINUTES_A_DAY, MOST_SEATS
from service.wishes.models import TurnState


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


class _PostFacts(ma.Schema):
    kind = fields.Enum(PostKind, by_value=True, required=True, metadata={"example": "safety_patrol"})
    title = Line(LONGEST_TITLE, required=True, metadata={"example": "夜间巡楼"})
    description = Text(LONGEST_TEXT, required=True, metadata={"example": "看楼道消防通道有没有堵、灯亮不亮。"})
    times = Line(100, required=True, metadata={"example": "每周五晚 8 点到 9 点"})
    seats = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_SEATS),
                           metadata={"example": 4})


class PostIn(_PostFacts):
    """A standing post at a community, a village or below."""

    place_code = Line(32, required=True, metadata={"example": "500115001009-01"})


class PostChangeIn(_PostFacts):
    """The post as it is to be; `open: false` closes it and ends its seats."""

    open = StrictBoolean(required=True, metadata={"example": True})


class PostsQuery(ListQuery):
    view = fields.String(load_default="open", validate=validate.OneOf(["mine", "open", "place"]))
    kind = fields.Enum(PostKind, by_value=True)
    place = Line(32)


class PostSummaryOut(ma.Schema):
    id = fields.Integer(required=True)
    kind = _word(PostKind)
    kind_name = fields.String(required=True)
    title = fields.String(required=True)
    times = fields.String(required=True)
    seats = fields.Integer(required=True)
    seats_taken = fields.Integer(required=True)
    open = fields.Boolean(required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    created_at = fields.String(required=True)
    version = fields.Integer(required=True)


class PostOut(PostSummaryOut):
    """A post as the caller may see it; who sits on it is for those who look after the place."""

    description = fields.String(required=True)
    seated = fields.Boolean(required=True, metadata={"description": "the caller holds a seat"})
    holders = fields.List(fields.String(), required=True)
    permitted = fields.List(fields.String(), required=True)


class TurnIn(ma.Schema):
    served_on = fields.Date(required=True, metadata={"description": "the local day, not a future one"})
    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, MINUTES_A_DAY),
                             metadata={"example": 60})
    text = Text(LONGEST_TEXT)


class TurnsQuery(ListQuery):
    """A page of the turns of one post."""


class TurnOut(ma.Schema):
    id = fields.Integer(required=True)
    post_id = fields.Integer(required=True)
    post = fields.String(required=True)
    member = fields.String(required=True)
    served_on = fields.String(required=True)
    minutes = fields.Integer(required=True)
    text = fields.String(required=True, allow_none=True)
    state = _word(TurnState)
    state_name = fields.String(required=True)
    returned_because = fields.String(required=True, allow_none=True)
    logged_at = fields.String(required=True)
    version = fields.Integer(required=True)
    permitted = fields.List(fields.String(), required=True)
