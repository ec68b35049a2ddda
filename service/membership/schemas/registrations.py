"""JSON of registrations, of a unit's members, and of what came of a list."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http.exporting import ListQuery
from service.core.http.parsing import File
from service.core.text import Line, Text
from service.membership.catalogue import Service, Skill
from service.membership.models.registration import RegistrationState
from service.organization.models import Level
from service.party.schemas.people import PartFlag

LONGEST_NOTE, LONGEST_REASON, MOST_AT_ONCE, LARGEST_ID = 200, 200, 100, 2**63 - 1


class Offered(fields.List):
    """Codes of one catalogue, none twice."""

    def __init__(self, kind: type, example: str, **kw):
        super().__init__(fields.Enum(kind, by_value=True), validate=validate.Length(max=len(kind)),
                         metadata={"example": [example]}, **kw)


class RegistrationIn(ma.Schema):
    """An application: the unit, and where one lives, by choice or by the printed code."""

    unit_code = Line(32, required=True, metadata={"example": "demo-unit"})
    place_code = Line(32, metadata={"example": "500115001009-01-01"})
    code_token = Line(32)
    skills = Offered(Skill, "electrical", load_default=list)
    services = Offered(Service, "repairs", load_default=list)
    name = Line(64)
    note = Text(LONGEST_NOTE, metadata={"example": "周末有空。"})


class RegistrationMoveIn(ma.Schema):
    """Where one lives now; what is not said is carried over."""

    place_code = Line(32, metadata={"example": "500115001009-01-03"})
    code_token = Line(32)
    skills = Offered(Skill, "electrical")
    services = Offered(Service, "repairs")
    note = Text(LONGEST_NOTE)


class RegistrationReturnIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "请写明住在几号楼。"})


class RegistrationEndIn(ma.Schema):
    reason = Text(LONGEST_REASON, metadata={"example": "已经搬走。"})


class AcceptancesIn(ma.Schema):
    """Applications to accept, at most a hundred."""

    ids = fields.List(fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID)), required=True,
                      validate=validate.Length(1, MOST_AT_ONCE), metadata={"example": [1]})


class RegistrationQuery(ListQuery):
    """Registrations of oneself, of the places one looks after, or of one's unit."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "place", "unit"]))
    state = fields.Enum(RegistrationState, by_value=True, load_default=None)
    place = Line(32, load_default=None)
    unit = Line(32, load_default=None)
    skill = fields.Enum(Skill, by_value=True, load_default=None)


class UnitMemberQuery(ListQuery):
    """The roster of one unit."""


class RegistrationListIn(ma.Schema):
    """A unit's list as .xlsx or CSV; with `dry_run` nothing is written."""

    file = File(required=True)
    dry_run = PartFlag(load_default=False)


class RegistrationSiteOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Enum(Level, by_value=True, required=True)


class RegisteredUnitOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class RegistrationOut(ma.Schema):
    """A registration. Names are masked, phones withheld and the house is left out for who has no need of them."""

    id = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    state = fields.Enum(RegistrationState, by_value=True, required=True)
    state_name = fields.String(required=True, metadata={"description": "such as 已受理"})
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    unit = fields.Nested(RegisteredUnitOut, required=True)
    community = fields.Nested(RegistrationSiteOut, required=True)
    place = fields.Nested(RegistrationSiteOut, required=True)
    skills = fields.List(fields.String(), required=True)
    skill_names = fields.List(fields.String(), required=True)
    services = fields.List(fields.String(), required=True)
    service_names = fields.List(fields.String(), required=True)
    note = fields.String(required=True, allow_none=True)
    applied_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    return_reason = fields.String(required=True, allow_none=True)
    ended_at = fields.DateTime(required=True, allow_none=True)
    ended_reason = fields.String(required=True, allow_none=True)
    moved_from = fields.Integer(required=True, allow_none=True)
    permitted = fields.List(fields.String(), required=True, metadata={"description": "accept, return, end, move"})


class RefusedAcceptanceOut(ma.Schema):
    id = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class AcceptancesOut(ma.Schema):
    """What was accepted, and what was not and why."""

    accepted = fields.List(fields.Integer(), required=True)
    refused = fields.List(fields.Nested(RefusedAcceptanceOut), required=True)


class RegistrationListOut(ma.Schema):
    """What a list did, or would do."""

    dry_run = fields.Boolean(required=True)
    added = fields.List(fields.String(), required=True)
    unchanged = fields.Integer(required=True)
    ignored_columns = fields.List(fields.String(), required=True)


class OfferOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class OffersOut(ma.Schema):
    """The fixed lists a member chooses from."""

    skills = fields.List(fields.Nested(OfferOut), required=True)
    services = fields.List(fields.Nested(OfferOut), required=True)


class MemberRegistrationOut(ma.Schema):
    id = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    state = fields.Enum(RegistrationState, by_value=True, required=True)
    state_name = fields.String(required=True, metadata={"description": "such as 已受理"})
    community = fields.Nested(RegistrationSiteOut, required=True)
    applied_at = fields.DateTime(required=True)


class UnitMemberOut(ma.Schema):
    """One on a unit's roster, and the newest of his registrations."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    is_known = fields.Boolean(required=True, metadata={"description": "has signed in with his phone"})
    registration = fields.Nested(MemberRegistrationOut, required=True, allow_none=True)
