"""JSON of what administrators and auditors look at: the audit log, the state of the service."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.organization.schemas.people import LONGEST_ID


class AuditQuery(ListQuery):
    """Which rows of the audit log; days are local and both counted in."""

    since = fields.Date(data_key="from", load_default=None)
    until = fields.Date(data_key="to", load_default=None)
    act = Line(64, load_default=None, metadata={"example": "reveal"})
    actor_id = fields.Integer(load_default=None, validate=validate.Range(1, LONGEST_ID))
    subject = Line(128, load_default=None, metadata={"example": "account:12"})


class AuditActorOut(ma.Schema):
    id = fields.Integer(required=True)
    display_name = fields.String(required=True, allow_none=True)


class AuditEntryOut(ma.Schema):
    """One act; `actor` is null for the command line and for timers."""

    sequence = fields.Integer(required=True)
    at = fields.String(required=True)
    actor = fields.Nested(AuditActorOut, required=True, allow_none=True)
    act = fields.String(required=True)
    act_name = fields.String(required=True)
    subject = fields.String(required=True)
    details = fields.Dict(required=True)


class NightlyOut(ma.Schema):
    at = fields.String(required=True)
    whole = fields.Boolean(required=True)


class NewestOut(ma.Schema):
    rows = fields.Integer(required=True)
    whole = fields.Boolean(required=True)
    broken_at = fields.Integer(required=True, allow_none=True)


class VerificationOut(ma.Schema):
    """Whether the chain holds: by the last nightly walk (null: none yet), and in the newest rows now."""

    nightly = fields.Nested(NightlyOut, required=True, allow_none=True)
    newest = fields.Nested(NewestOut, required=True)


class LineOut(ma.Schema):
    """One thing that is well or not, and a sentence for people."""

    part = fields.String(required=True, metadata={"example": "timers"})
    name = fields.String(required=True)
    is_well = fields.Boolean(required=True)
    says = fields.String(required=True)
    figure = fields.Integer(required=True, allow_none=True)
    at = fields.String(required=True, allow_none=True)
    due_at = fields.String(required=True, allow_none=True)


class ServiceStateOut(ma.Schema):
    well = fields.Boolean(required=True)
    at = fields.String(required=True)
    lines = fields.List(fields.Nested(LineOut), required=True)
