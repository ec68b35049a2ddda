"""JSON of yearly feedback and its periods."""

from __future__ import annotations

from datetime import date

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http.exporting import ListQuery
from service.core.text import Line, Text
from service.membership.models.feedback import FeedbackState, NoteKind, TookPart
from service.membership.schemas.registrations import RegisteredUnitOut, RegistrationSiteOut

LONGEST_FEEDBACK, LONGEST_REMARK, LARGEST_ID = 1000, 500, 10**18 - 1


class PeriodDay(fields.Date):
    """A day of a period; moments of the first and last years there are would fall out of the calendar in UTC."""

    def __init__(self, **kw):
        super().__init__(validate=validate.Range(date(2000, 1, 1), date(2200, 1, 1)), **kw)


class FeedbackPeriodIn(ma.Schema):
    """A period for the whole district; `write_by` is not before it ends."""

    name = Line(64, required=True, metadata={"example": "2026 年度"})
    begins = PeriodDay(required=True, metadata={"example": "2026-01-01"})
    ends = PeriodDay(required=True, metadata={"example": "2026-12-31"})
    write_by = PeriodDay(required=True, metadata={"example": "2027-01-31"})


class FeedbackPeriodQuery(ListQuery):
    """All periods."""


class FeedbackIn(ma.Schema):
    """What the community writes: words, no grade."""

    text = Text(LONGEST_FEEDBACK, required=True, metadata={"example": "主动帮独居老人换灯泡，参加了两次清理。"})
    took_part = fields.Enum(TookPart, by_value=True, metadata={"example": "yes"})


class AcknowledgementIn(ma.Schema):
    remark = Text(LONGEST_REMARK, metadata={"example": "已转达本人。"})


class FeedbackTextIn(ma.Schema):
    text = Text(LONGEST_FEEDBACK, required=True, metadata={"example": "还参加了十月的巡防。"})


class FeedbackQuery(ListQuery):
    """Feedback about oneself, on the members of the places one works for, or of one's unit."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "place", "unit"]))
    period = fields.Integer(load_default=None, validate=validate.Range(1, LARGEST_ID))
    state = fields.Enum(FeedbackState, by_value=True, load_default=None)


class FeedbackPeriodOut(ma.Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    write_by = fields.Date(required=True)


class FeedbackNoteOut(ma.Schema):
    """The member's answer, or a correction of the community's."""

    kind = fields.Enum(NoteKind, by_value=True, required=True)
    text = fields.String(required=True)
    written_at = fields.DateTime(required=True)


class FeedbackOut(ma.Schema):
    """The feedback on one member for one period; `open` until the community has written."""

    registration_id = fields.Integer(required=True)
    period_id = fields.Integer(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.Nested(RegisteredUnitOut, required=True)
    community = fields.Nested(RegistrationSiteOut, required=True)
    period = fields.Nested(FeedbackPeriodOut, required=True)
    state = fields.Enum(FeedbackState, by_value=True, required=True)
    state_name = fields.String(required=True, metadata={"description": "待社区填写, 待单位确认 or 单位已确认"})
    text = fields.String(required=True, allow_none=True)
    took_part = fields.Enum(TookPart, by_value=True, required=True, allow_none=True)
    took_part_name = fields.String(required=True, allow_none=True)
    written_at = fields.DateTime(required=True, allow_none=True)
    acknowledged_at = fields.DateTime(required=True, allow_none=True)
    remark = fields.String(required=True, allow_none=True)
    notes = fields.List(fields.Nested(FeedbackNoteOut), required=True)
    version = fields.Integer(required=True)
