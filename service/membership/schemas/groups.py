"""What people send and get about WeChat groups."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.media.schemas import PhotoOut
from service.membership.models.groups import CAPACITY
from service.organization.schemas.places import StepOut

ACCOUNT = validate.Range(1, 2**62)


class WechatGroupsQuery(ListQuery):
    place = Line(32, load_default=None, metadata={"description": "groups that serve this place: at it, below it, or "
                                                                 "above it up to the community"})


class WithoutGroupQuery(ListQuery):
    place = Line(32, required=True, metadata={"example": "500115001009"})


class WechatGroupChangeIn(ma.Schema):
    """What stands in the directory about a group, but its place."""

    name = Line(64, required=True, metadata={"example": "东街花园在职党员1群"})
    owner_account_id = fields.Integer(required=True, strict=True, validate=ACCOUNT)
    owner_name = Line(64, metadata={"description": "how he is called in the group; else the name he shows"})
    capacity = fields.Integer(strict=True, validate=validate.Range(1, CAPACITY), metadata={"example": CAPACITY})


class WechatGroupIn(WechatGroupChangeIn):
    """A new entry: of a community, compound, courtyard or building."""

    place_code = Line(32, required=True, metadata={"example": "500115001009-01"})
    member_count = fields.Integer(strict=True, validate=validate.Range(0, CAPACITY), metadata={"example": 86})


class MemberCountIn(ma.Schema):
    member_count = fields.Integer(required=True, strict=True, validate=validate.Range(0, CAPACITY),
                                  metadata={"example": 86})


class GroupQrIn(ma.Schema):
    """A picture that was uploaded by POST /photos, and until when it works: at most seven days ahead."""

    photo_id = Line(32, required=True)
    expires_at = fields.AwareDateTime(metadata={"description": "seven days from now unless told"})


class GroupOwnerOut(ma.Schema):
    account_id = fields.Integer(required=True, allow_none=True, metadata={"description": "for workers only"})
    display_name = fields.String(required=True, allow_none=True)


class GroupQrOut(ma.Schema):
    photo = fields.Nested(PhotoOut, required=True)
    expires_at = fields.String(required=True)


class WechatGroupOut(ma.Schema):
    """One group as this person sees it; `qr` only while the code lets anybody in, `how_to_join` says it in words."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    place = fields.Nested(StepOut, required=True)
    owner = fields.Nested(GroupOwnerOut, required=True, allow_none=True)
    capacity = fields.Integer(required=True)
    member_count = fields.Integer(required=True, allow_none=True, metadata={"description": "as the owner last said"})
    counted_at = fields.String(required=True, allow_none=True)
    joins_by_qr = fields.Boolean(required=True, metadata={"description": "false from 200 members on: by invitation"})
    qr = fields.Nested(GroupQrOut, required=True, allow_none=True)
    how_to_join = fields.String(required=True)
    permitted = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class WithoutGroupOut(ma.Schema):
    """A place no group serves."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    parent_code = fields.String(required=True)
    parent_name = fields.String(required=True)
