"""What people send when they do something with a ticket."""

import math

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line, Phone, Text
from service.feedback.limits import LONGEST_NOTE, LONGEST_REASON, LONGEST_TEXT, MOST_PHOTOS
from service.feedback.models import Solved, Verdict
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import REJECT_REASONS


class StrictBoolean(fields.Boolean):
    """true or false, nothing that merely looks like it."""

    def _deserialize(self, value, attr, data, **kw):
        if not isinstance(value, bool):
            raise ma.ValidationError("应当是 true 或 false。")
        return value


class Degrees(fields.Float):
    """A finite coordinate within its bounds."""

    def __init__(self, bound: int, **kw):
        self.bound = bound
        super().__init__(**kw)

    def _deserialize(self, value, attr, data, **kw):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ma.ValidationError("应当是数字。")
        if abs(value) > self.bound:
            raise ma.ValidationError(f"应当在 -{self.bound} 到 {self.bound} 之间。")
        return float(value)


class CoordinatesIn(ma.Schema):
    lat = Degrees(90, required=True)
    lng = Degrees(180, required=True)
    coord_type = fields.String(required=True, validate=validate.OneOf(["wgs84", "gcj02", "bd09"]))


class OnBehalfIn(ma.Schema):
    name = Line(64, required=True)
    phone = Phone()


class PhotoIds(fields.List):
    """Ids of uploaded photos, at most nine, none twice."""

    def __init__(self, **kw):
        super().__init__(Line(32), validate=[validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片。"),
                                             _no_twice], **kw)


def _no_twice(ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise ma.ValidationError("同一张照片只能放一次。")


class TicketIn(ma.Schema):
    """A matter: the text, and the place by the scanned code or by choice."""

    text = Text(LONGEST_TEXT, required=True, metadata={"example": "三单元楼道灯不亮，晚上老人看不见台阶。"})
    code_token = Line(32)
    place_code = Line(32, metadata={"example": "500115001009-01-01"})
    category = Line(64, metadata={"example": "facilities.lamp"})
    urgency = fields.Enum(Urgency, by_value=True)
    photos = PhotoIds()
    coordinates = fields.Nested(CoordinatesIn)
    address = Line(200)
    contact_phone = Phone()
    anonymous = StrictBoolean()
    on_behalf_of = fields.Nested(OnBehalfIn)
    public = StrictBoolean(metadata={"description": "let everybody read it, once it was looked at"})


class ClaimIn(ma.Schema):
    due_on = fields.Date(metadata={"description": "the day the handler promises"})


class NothingIn(ma.Schema):
    """No fields; an unknown one is still refused."""


class ReasonIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "这几天在外地，办不了。"})


class DispatchIn(ma.Schema):
    account_id = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**62))


class TransferIn(ma.Schema):
    queue = fields.Enum(Queue, by_value=True, metadata={"example": "community"})
    place_code = Line(32)
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "要联系物业，请社区来办。"})


class ContactIn(ma.Schema):
    method = fields.String(required=True, validate=validate.OneOf(["phone", "visit", "message"]),
                           metadata={"example": "phone"})
    reached = StrictBoolean(required=True, metadata={"example": True})
    note = Text(LONGEST_REASON, metadata={"example": "约好下午上门看。"})


class TextIn(ma.Schema):
    text = Text(LONGEST_TEXT, required=True, metadata={"example": "是几楼的灯不亮？"})


class SuspensionIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True)
    review_on = fields.Date(required=True)


class ExtensionIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True)
    answer_by = fields.Date(required=True)


class ConsentIn(ma.Schema):
    granted = StrictBoolean(required=True, metadata={"example": True})
    note = Text(LONGEST_REASON)


class AnswerIn(ma.Schema):
    text = Text(LONGEST_TEXT, required=True, metadata={"example": "灯泡已经换好，晚上亮了。"})
    public_note = Text(LONGEST_NOTE, metadata={
        "description": "for supporters, who do not read the answer: what was done, without a person in it",
        "example": "楼道的灯已经修好。"})
    photos = PhotoIds()


class RatingIn(ma.Schema):
    contacted_in_time = StrictBoolean(allow_none=True, metadata={"example": True})
    solved = fields.Enum(Solved, by_value=True, required=True, metadata={"example": "yes"})
    satisfaction = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5), metadata={"example": 5})
    comment = Text(LONGEST_REASON)


class RejectionIn(ma.Schema):
    reason_code = fields.String(required=True, validate=validate.OneOf(list(REJECT_REASONS)),
                                metadata={"example": "not_ours"})
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "这条路由市里养护。"})
    other_channel = Line(200, required=True, metadata={"example": "12345 政务服务热线"})


class WithdrawalIn(ma.Schema):
    reason = Text(LONGEST_REASON)


class EndingIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "两次办理都已核实，现有政策办不到。"})
    other_channel = Line(200, required=True, metadata={"example": "区信访办来访接待室"})


class ForwardingIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "由市里的部门办理。"})
    external_system = Line(32, required=True, metadata={"example": "12345"})
    external_id = Line(64)


class ObjectionIn(ma.Schema):
    text = Text(LONGEST_TEXT, required=True, metadata={"example": "这条路就在我们小区里，不是市里的。"})


class ObjectionDecisionIn(ma.Schema):
    decision = fields.Enum(Verdict, by_value=True, required=True, metadata={"example": "reopen"})
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "查了图纸，这段路由社区管，重新办理。"})


class MergeIn(ma.Schema):
    into = Line(64, required=True)


class CategoryIn(ma.Schema):
    category = Line(64, required=True, metadata={"example": "facilities.drains"})
