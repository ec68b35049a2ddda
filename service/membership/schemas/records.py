"""What people send and get about service records and certificates."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Text
from service.membership.models.records import MOST_MINUTES, RecordState, ServiceKind
from service.organization.schemas.places import StepOut

LARGEST_ID, MOST_AT_ONCE = 2**63 - 1, 100
MINUTES = validate.Range(1, MOST_MINUTES)


class ServiceRecordsQuery(ListQuery):
    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "community", "unit"]))
    state = fields.Enum(RecordState, by_value=True, load_default=None)
    kind = fields.Enum(ServiceKind, by_value=True, load_default=None)
    place = Line(32, load_default=None)


class ServiceMinutesIn(ma.Schema):
    """How many minutes: one matter is at most one day."""

    minutes = fields.Integer(required=True, strict=True, validate=MINUTES, metadata={"example": 60})


class ServiceConfirmationsIn(ma.Schema):
    """Records to be confirmed with the minutes their members proposed."""

    ids = fields.List(fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID)), required=True,
                      validate=validate.Length(1, MOST_AT_ONCE), metadata={"example": [1, 2]})


class ServiceCorrectionIn(ma.Schema):
    """A further entry: its minutes count from now on; 0 says that it was no service."""

    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_MINUTES),
                             metadata={"example": 45})
    reason = Text(500, required=True, metadata={"example": "来回路上的时间不算。"})


class CertificateQuery(ma.Schema):
    """From one local day to another, both included; this year until today unless told."""

    since = fields.Date(data_key="from", load_default=None)
    until = fields.Date(data_key="to", load_default=None)


class CertificateCheckQuery(ma.Schema):
    check = Line(16, required=True, metadata={"description": "the check code printed on it", "example": "7K2M9QXWBA"})


class ServingMemberOut(ma.Schema):
    account_id = fields.Integer(required=True)
    display_name = fields.String(required=True)


class ServingUnitOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class ServiceRecordOut(ma.Schema):
    """One service of one person; `minutes` are those of the latest entry."""

    id = fields.Integer(required=True)
    kind = fields.Enum(ServiceKind, by_value=True, required=True)
    ref = fields.String(required=True, metadata={"description": "what it came from, such as a ticket number"})
    title = fields.String(required=True)
    state = fields.Enum(RecordState, by_value=True, required=True)
    state_name = fields.String(required=True, metadata={"description": "待确认 or 已确认"})
    member = fields.Nested(ServingMemberOut, required=True)
    place = fields.Nested(StepOut, required=True)
    unit = fields.Nested(ServingUnitOut, required=True, allow_none=True)
    served_at = fields.String(required=True)
    minutes = fields.Integer(required=True, allow_none=True)
    proposed_minutes = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class ServiceEntryOut(ma.Schema):
    """What was once said of the minutes; `by` is None where the source knew them."""

    number = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    reason = fields.String(required=True, allow_none=True)
    by = fields.String(required=True, allow_none=True)
    at = fields.String(required=True)


class ServiceRecordDetailOut(ServiceRecordOut):
    """The same with every entry, the oldest first, and what this person may do."""

    entries = fields.List(fields.Nested(ServiceEntryOut), required=True)
    permitted = fields.List(fields.String(), required=True)


class RefusedServiceConfirmationOut(ma.Schema):
    id = fields.Integer(required=True)
    code = fields.String(required=True)


class ServiceConfirmationsOut(ma.Schema):
    """Which were confirmed, and why the others were not."""

    confirmed = fields.List(fields.Integer(), required=True)
    refused = fields.List(fields.Nested(RefusedServiceConfirmationOut), required=True)


class ServiceKindSumOut(ma.Schema):
    kind = fields.Enum(ServiceKind, by_value=True, required=True)
    count = fields.Integer(required=True)
    minutes = fields.Integer(required=True)


class ServiceYearSumOut(ma.Schema):
    year = fields.Integer(required=True)
    count = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    kinds = fields.List(fields.Nested(ServiceKindSumOut), required=True)


class OwnServiceOut(ma.Schema):
    """One's own confirmed service by local year and kind; shown to nobody else."""

    years = fields.List(fields.Nested(ServiceYearSumOut), required=True)
    unconfirmed = fields.Integer(required=True)


class CertificateCheckOut(ma.Schema):
    """This certificate is ours; nothing more is said than a unit must know."""

    number = fields.String(required=True)
    name_masked = fields.String(required=True, allow_none=True)
    total_minutes = fields.Integer(required=True)
