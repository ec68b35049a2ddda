"""JSON of sessions, of a person as he sees himself, and of grants."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Phone, Text
from service.organization.models import Level, Role

LONGEST_CODE, LONGEST_NAME, LONGEST_PASSWORD, LONGEST_ID = 512, 32, 200, 2**63 - 1


class WechatSignInIn(ma.Schema):
    """The one-time code of `wx.login`."""

    code = Line(LONGEST_CODE, required=True)


class PasswordSignInIn(ma.Schema):
    """A member of staff at a desk."""

    username = Line(64, required=True)
    password = Text(LONGEST_PASSWORD, required=True)


class PhoneIn(ma.Schema):
    """The one-time code of WeChat's phone button."""

    code = Line(LONGEST_CODE, required=True)


class PasswordIn(ma.Schema):
    """Another password; `current` where there is one."""

    current = Text(LONGEST_PASSWORD)
    new = Text(LONGEST_PASSWORD, required=True)


class NameIn(ma.Schema):
    """What a person wants to be called."""

    display_name = Line(LONGEST_NAME, required=True)


class GrantedPlaceOut(ma.Schema):
    """The place a role is held at."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Enum(Level, by_value=True, required=True)


class HeldOut(ma.Schema):
    """A role one holds."""

    id = fields.Integer(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    place = fields.Nested(GrantedPlaceOut, required=True)


class MeOut(ma.Schema):
    """A person as he sees himself."""

    id = fields.Integer(required=True)
    display_name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    phone_verified = fields.Boolean(required=True)
    grants = fields.List(fields.Nested(HeldOut), required=True)


class SessionOut(ma.Schema):
    """A session: `expires_in` is the life of the access token in seconds."""

    access_token = fields.String(required=True)
    refresh_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)
    account = fields.Nested(MeOut, required=True)


class MyDataOut(ma.Schema):
    """Everything held on a person, by section."""

    sections = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)


class FindIn(ma.Schema):
    """One of the three: a whole phone number, a whole username, or a part of a name."""

    phone = Phone()
    username = Line(64)
    name = Text(32, shortest=2, one_line=True)


class FoundOut(ma.Schema):
    """A person as one who gives roles sees him: masked, and only with roles within the places of who asks."""

    account_id = fields.Integer(required=True)
    username = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    phone_verified = fields.Boolean(required=True)
    has_password = fields.Boolean(required=True)
    grants = fields.List(fields.Nested(HeldOut), required=True)


class PeopleFoundOut(ma.Schema):
    items = fields.List(fields.Nested(FoundOut), required=True)
    next = fields.String(required=True, allow_none=True)


class StaffIn(ma.Schema):
    """A member of staff who has no account yet, and the first role."""

    display_name = Line(LONGEST_NAME, required=True)
    username = Line(32, required=True)
    phone = Phone()
    role = fields.Enum(Role, by_value=True, required=True)
    place_code = Line(32, required=True)
    unit_code = Line(32)


class SetupOut(ma.Schema):
    """The secret of a link for choosing a password: shown this once, good once, until `expires_at`."""

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SetupIn(ma.Schema):
    """A password chosen by a link."""

    token = Line(64, required=True)
    new = Text(LONGEST_PASSWORD, required=True)


class GrantIn(ma.Schema):
    """A role for somebody at a place."""

    account_id = fields.Integer(required=True, strict=True, validate=validate.Range(1, LONGEST_ID))
    role = fields.Enum(Role, by_value=True, required=True)
    place_code = Line(32, required=True)
    unit_code = Line(32)


class GrantQuery(ListQuery):
    """Grants at a place and below it."""

    place = Line(32, required=True)
    cursor = Line(64, load_default=None)


class GranteeOut(ma.Schema):
    """Who holds a role."""

    id = fields.Integer(required=True)
    display_name = fields.String(required=True)


class GrantOut(ma.Schema):
    """A role somebody holds at a place."""

    id = fields.Integer(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    granted_at = fields.String(required=True)
    unit_code = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)
    account = fields.Nested(GranteeOut, required=True)
    place = fields.Nested(GrantedPlaceOut, required=True)
