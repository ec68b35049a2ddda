"""Wishes: what people send, and as they are shown."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Phone, Text
from service.feedback.schemas.tickets import PlaceBriefOut, ReporterOut, TicketPhotoOut
from service.feedback.schemas.verbs import StrictBoolean
from service.screening.schemas import LONGEST_TEXT as LONGEST_PUBLIC_TEXT
from service.screening.schemas import ProposalOut
from service.wishes.limits import LONGEST_REASON, LONGEST_TEXT, MINUTES_A_DAY, MOST_PHOTOS
from service.wishes.workflow import WishState, WishVerb


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


def _no_twice(ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise ma.ValidationError("同一张照片只能放一次。")


class FewPhotoIds(fields.List):
    """Ids of uploaded photos, at most three, none twice."""

    def __init__(self, **kw):
        few = validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片。")
        super().__init__(Line(32), validate=[few, _no_twice], **kw)


class WishForIn(ma.Schema):
    name = Line(64, required=True, metadata={"example": "邓婆婆"})
    phone = Phone()
    consent = StrictBoolean(required=True, metadata={"example": True, "description": "the person agreed; must be true"})


class WishIn(ma.Schema):
    """A small need: the text, and the place by the scanned code or by choice."""

    text = Text(LONGEST_TEXT, required=True, metadata={"example": "想请人教我用手机和外地的孙女视频。"})
    code_token = Line(32)
    place_code = Line(32, metadata={"example": "500115001009-01-01"})
    wanted_by = fields.Date(metadata={"description": "the local day it is wanted by, today or within a year"})
    photos = FewPhotoIds()
    address = Line(200)
    contact_phone = Phone()
    hardship = Text(LONGEST_TEXT, metadata={"description": "kept encrypted; only by reveal"})
    on_behalf_of = fields.Nested(WishForIn)


class WishApprovalIn(ma.Schema):
    """What members are to read: what was proposed, unless the worker takes away or puts back something else."""

    text = Text(LONGEST_PUBLIC_TEXT, metadata={"example": "想请人教我用手机，住3单元***。"})


class DeclineIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "这件事要由医院来办。"})
    other_channel = Line(200, required=True, metadata={"example": "社区卫生服务站，可以上门"})


class WishDoneIn(ma.Schema):
    text = Text(LONGEST_TEXT, required=True, metadata={"example": "教会了视频通话，和孙女通上话了。"})
    minutes = fields.Integer(strict=True, validate=validate.Range(1, MINUTES_A_DAY), metadata={"example": 40})
    photos = FewPhotoIds()


class WishConfirmationIn(ma.Schema):
    fulfilled = StrictBoolean(required=True, metadata={"example": True})
    reason = Text(LONGEST_REASON, metadata={"description": "required when it was not fulfilled"})


class WishWithdrawalIn(ma.Schema):
    reason = Text(LONGEST_REASON)


class WishesQuery(ListQuery):
    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "open", "place"]))
    state = fields.Enum(WishState, by_value=True)
    place = Line(32)


class WishStepOut(ma.Schema):
    verb = _word(WishVerb)
    at = fields.String(required=True)
    role = fields.String(required=True)
    actor = _maybe(metadata={"description": "staff and members by name, residents never"})
    from_ = fields.String(required=True, allow_none=True, data_key="from", attribute="from")
    to = _word(WishState)
    text = _maybe()


class WishResultOut(ma.Schema):
    text = _maybe()
    minutes = _maybe(fields.Integer)
    done_at = fields.String(required=True)
    photos = fields.List(fields.Nested(TicketPhotoOut), required=True)


class WishOut(ma.Schema):
    """A wish as the caller may see it; what he may not is null."""

    id = fields.Integer(required=True)
    state = _word(WishState)
    state_name = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "as it was written; of an offer, as `public_text`"})
    public_text = _maybe(metadata={"description": "what members read while it is offered"})
    place = fields.Nested(PlaceBriefOut, required=True)
    wanted_by = _maybe()
    photos = fields.List(fields.Nested(TicketPhotoOut), required=True)
    on_behalf = fields.Boolean(required=True)
    wisher = fields.Nested(ReporterOut, required=True, allow_none=True)
    holder = _maybe(metadata={"description": "display name"})
    result = fields.Nested(WishResultOut, required=True, allow_none=True)
    other_channel = _maybe()
    created_at = fields.String(required=True)
    version = fields.Integer(required=True)
    timeline = fields.List(fields.Nested(WishStepOut), required=True)
    permitted = fields.List(fields.String(), required=True)
    to_review = fields.Nested(ProposalOut, required=True, allow_none=True,
                              metadata={"description": "for the worker who looks at it before it is offered"})


class WishSummaryOut(ma.Schema):
    id = fields.Integer(required=True)
    state = _word(WishState)
    state_name = fields.String(required=True)
    text = fields.String(required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    wanted_by = _maybe()
    on_behalf = fields.Boolean(required=True)
    holder = _maybe()
    photo_count = fields.Integer(required=True)
    created_at = fields.String(required=True)
    version = fields.Integer(required=True)


class WishContactOut(ma.Schema):
    name = _maybe()
    phone = _maybe()
    address = _maybe()
    hardship = _maybe()
