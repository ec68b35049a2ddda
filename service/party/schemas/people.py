"""JSON of members, offices and imports."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import File, ListQuery
from service.core.text import Line, Phone, Text
from service.party.models import Office
from service.party.schemas.bodies import LONGEST_CODE, LONGEST_LINE, BodyNameOut, Day

LARGEST_ID = 2**63 - 1


def _code(**kw) -> Line:
    return Line(LONGEST_CODE, **kw)


class MembersQuery(ListQuery):
    """Members of a branch, a group or a unit, or all one sees; `left`: those who have left."""

    branch = _code(load_default=None)
    group = _code(load_default=None)
    unit = _code(load_default=None)
    left = fields.Boolean(load_default=False)


class MemberIn(ma.Schema):
    """Somebody for the roster of a branch (or group) or of a unit."""

    name = Line(LONGEST_LINE, required=True)
    phone = Phone(load_default=None, allow_none=True, metadata={"example": "13900001234"})
    branch_code = _code(load_default=None, allow_none=True)
    group_code = _code(load_default=None, allow_none=True)
    unit_code = _code(load_default=None, allow_none=True)
    joined_on = Day(load_default=None, allow_none=True)


class MemberChangeIn(ma.Schema):
    """What is left out stays; a phone or group of null is taken away."""

    name = Line(LONGEST_LINE)
    phone = Phone(allow_none=True, metadata={"example": "13900001234"})
    group_code = _code(allow_none=True)


class LeavingIn(ma.Schema):
    """On which day; today when left out."""

    on = Day(load_default=None, allow_none=True)


class MemberRevealIn(ma.Schema):
    """Why."""

    reason = Text(500, required=True)


class MemberOut(ma.Schema):
    """A member: the name in full only for who needs it."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    has_account = fields.Boolean(required=True)
    branch = fields.Nested(BodyNameOut, required=True, allow_none=True)
    group = fields.Nested(BodyNameOut, required=True, allow_none=True)
    unit = fields.Nested(BodyNameOut, required=True, allow_none=True)
    joined_on = fields.Date(required=True)
    left_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class MemberContactOut(ma.Schema):
    """Whom one reaches, and how."""

    name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)


class OfficesQuery(ListQuery):
    """Offices of a body, or all one sees, newest first; `live`: only present ones, or only past ones."""

    branch = _code(load_default=None)
    group = _code(load_default=None)
    household = _code(load_default=None)
    unit = _code(load_default=None)
    live = fields.Boolean(load_default=None)


class OfficeIn(ma.Schema):
    """Appoints a member of the body; exactly one body, of the kind the office is of."""

    office = fields.Enum(Office, by_value=True, required=True)
    member_id = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_ID))
    branch_code = _code(load_default=None, allow_none=True)
    group_code = _code(load_default=None, allow_none=True)
    household_code = _code(load_default=None, allow_none=True)
    unit_code = _code(load_default=None, allow_none=True)
    since = Day(load_default=None, allow_none=True)


class OfficeEndIn(ma.Schema):
    """Until which day; today when left out."""

    until = Day(load_default=None, allow_none=True)


class OfficeBodyOut(BodyNameOut):
    """What is led: a branch, a group, a household or a unit."""

    kind = fields.String(required=True, validate=validate.OneOf(["branch", "group", "household", "unit"]))


class HolderOut(ma.Schema):
    """Who leads."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class OfficeOut(ma.Schema):
    """An office; `has_role`: it has brought its holder a role in this service, which he has now."""

    id = fields.Integer(required=True)
    office = fields.Enum(Office, by_value=True, required=True)
    office_name = fields.String(required=True, metadata={"description": "such as 书记"})
    body = fields.Nested(OfficeBodyOut, required=True)
    member = fields.Nested(HolderOut, required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True, allow_none=True)
    has_role = fields.Boolean(required=True)


class PartText(Line):
    """One text of a multipart body."""

    def _deserialize(self, value, attr, data, **kw):
        if isinstance(value, list) and len(value) == 1:
            return super()._deserialize(value[0], attr, data, **kw)
        raise ma.ValidationError("应当是文字。")


class PartFlag(fields.Boolean):
    """`true` or `false` in a multipart body."""

    def _deserialize(self, value, attr, data, **kw):
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return super()._deserialize(value[0], attr, data, **kw)
        raise ma.ValidationError("应当是 true 或 false。")


class ImportIn(ma.Schema):
    """A list as a CSV or .xlsx file; `kind` is guessed from its headings."""

    file = File(required=True)
    kind = PartText(LONGEST_CODE, load_default=None)
    dry_run = PartFlag(load_default=False)


class ImportOut(ma.Schema):
    """What an import did, or would do: how many rows, and the first of them as sentences."""

    kind = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    sentences = fields.List(fields.String(), required=True)
    ignored_columns = fields.List(fields.String(), required=True)
