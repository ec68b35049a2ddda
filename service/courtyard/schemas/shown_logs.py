"""The activity log as it is shown, whole and in lists."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from service.courtyard.models.logs import ItemKind, LogState
from service.feedback.schemas.tickets import PlaceBriefOut, TicketPhotoOut


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class LogDayOut(ma.Schema):
    id = fields.Integer(required=True)
    on = fields.String(required=True)
    state = fields.String(required=True)


class NamedBodyOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class NotedMemberOut(ma.Schema):
    member_id = fields.Integer(required=True)
    name = fields.String(required=True)
    reason = _maybe()


class LogTicketOut(ma.Schema):
    number = fields.String(required=True)
    state = fields.String(required=True)
    outcome = _maybe()


class LogItemOut(ma.Schema):
    """An item; what its kind does not have, or the caller may not see, is null."""

    client_id = fields.String(required=True)
    kind = fields.String(required=True, metadata={"enum": [kind.value for kind in ItemKind]})
    text = _maybe()
    title = _maybe()
    source = _maybe()
    mediation_id = _maybe(fields.Integer)
    candidate_id = _maybe(fields.Integer)
    opinion_id = _maybe(fields.Integer)
    raise_ = _maybe(fields.Boolean, data_key="raise", attribute="raise")
    consent = _maybe(fields.Boolean)
    person_name = _maybe(metadata={"description": "until it is raised, to who may submit it"})
    person_phone = _maybe()
    category = _maybe()
    urgency = _maybe()
    place_code = _maybe()
    ticket = fields.Nested(LogTicketOut, required=True, allow_none=True)
    read_out = _maybe(fields.Boolean, metadata={"description": "its outcome was read out on a later day"})


class LogDecisionOut(ma.Schema):
    client_id = fields.String(required=True)
    what = _maybe()
    who = _maybe()
    due_on = _maybe()
    state = _maybe(metadata={"description": "null while the log is a draft"})


class LogMinutesOut(ma.Schema):
    announced = _maybe()
    discussed = _maybe()
    agreed = _maybe()
    difficulties = _maybe()
    requests = _maybe()
    next_time = _maybe()


class AmendmentOut(ma.Schema):
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.String(required=True)


class UnreadOut(ma.Schema):
    opinions = fields.List(fields.Integer(), required=True)
    decisions = fields.List(fields.Integer(), required=True)


class ActivityLogOut(ma.Schema):
    """A log as the caller may see it; members' names are null for who does not belong to the group or lead it."""

    client_id = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [state.value for state in LogState]})
    version = fields.Integer(required=True)
    day = fields.Nested(LogDayOut, required=True)
    group = fields.Nested(NamedBodyOut, required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    begins_at = _maybe()
    ends_at = _maybe()
    station = fields.Nested(NamedBodyOut, required=True, allow_none=True)
    spot = _maybe()
    host = fields.Nested(NotedMemberOut, required=True, allow_none=True)
    recorder = fields.String(required=True)
    present = _maybe(fields.List, cls_or_instance=fields.Nested(NotedMemberOut))
    absent = _maybe(fields.List, cls_or_instance=fields.Nested(NotedMemberOut))
    present_count = fields.Integer(required=True)
    absent_count = fields.Integer(required=True)
    others_present = _maybe(fields.Integer)
    items = fields.List(fields.Nested(LogItemOut), required=True)
    minutes = fields.Nested(LogMinutesOut, required=True)
    decisions = fields.List(fields.Nested(LogDecisionOut), required=True)
    photos = fields.List(fields.Nested(TicketPhotoOut), required=True)
    unread = fields.Nested(UnreadOut, required=True)
    submitted_at = _maybe()
    decided_at = _maybe()
    return_reason = _maybe()
    amendments = fields.List(fields.Nested(AmendmentOut), required=True)
    permitted = fields.List(fields.String(), required=True)


class ActivityLogSummaryOut(ma.Schema):
    client_id = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    day = fields.Nested(LogDayOut, required=True)
    group = fields.Nested(NamedBodyOut, required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    begins_at = _maybe()
    ends_at = _maybe()
    recorder = fields.String(required=True)
    present_count = fields.Integer(required=True)
    absent_count = fields.Integer(required=True)
    others_present = _maybe(fields.Integer)
    opinions = fields.Integer(required=True)
    decisions = fields.Integer(required=True)
    submitted_at = _maybe()
