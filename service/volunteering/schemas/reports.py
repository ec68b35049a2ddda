"""JSON of the two-tap report, of what became of it, and of where places lie."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line, Text
from service.feedback.schemas.rules import Instant
from service.feedback.schemas.tickets import PlaceBriefOut
from service.feedback.schemas.verbs import CoordinatesIn
from service.feedback.workflow import Outcome, State
from service.volunteering.kinds import Kind

LONGEST_TEXT = 500


class RiderReportIn(ma.Schema):
    """Two taps: the kind, and send. The place by one of three ways."""

    kind = fields.Enum(Kind, by_value=True, required=True, metadata={"example": "road_damage"})
    seen_at = Instant(required=True, metadata={"description": "when he saw it: at most 7 days ago"})
    code_token = Line(32, allow_none=True)
    place_code = Line(32, allow_none=True)
    position = fields.Nested(CoordinatesIn)
    photos = fields.List(Line(32), validate=validate.Length(max=1, error="快报最多 1 张照片。"))
    text = Text(LONGEST_TEXT, shortest=0, allow_none=True,
                metadata={"description": "without it the kind says it", "example": "坑很深，夜里看不见。"})


class RiderReportOut(ma.Schema):
    """What became of a report. `client_id` is shown to its sender only; nobody sees who sent another one."""

    client_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, metadata={"enum": [kind.value for kind in Kind]})
    kind_name = fields.String(required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    seen_at = fields.String(required=True)
    sent_at = fields.String(required=True)
    number = fields.String(required=True, metadata={"description": "of the ticket"})
    state = fields.String(required=True, metadata={"enum": [state.value for state in State]})
    state_name = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True,
                            metadata={"enum": [*[outcome.value for outcome in Outcome], None]})
    answer = fields.String(required=True, allow_none=True, metadata={"description": "what was done"})
    mine = fields.Boolean(required=True)


class TeamReportOut(RiderReportOut):
    """What became of a report of the team's."""


class KindOut(ma.Schema):
    """A kind of report, and the category its tickets get."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    category = fields.String(required=True, allow_none=True)


class KindsOut(ma.Schema):
    """All kinds, in the order of the buttons."""

    items = fields.List(fields.Nested(KindOut), required=True)
    next = fields.String(required=True, allow_none=True)


class PlacePositionOut(ma.Schema):
    """Where a place lies, in WGS 84."""

    place_code = fields.String(required=True)
    lat = fields.Float(required=True)
    lng = fields.Float(required=True)
    coord_type = fields.String(required=True)
    set_at = fields.String(required=True)
    version = fields.Integer(required=True)

