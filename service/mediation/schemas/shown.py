"""What the mediators of a case see, and what others may count."""

import marshmallow as ma
from marshmallow import fields

from service.mediation.catalogue import DisputeType, Outcome, Performed, Source, WayKind


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class MediationPlaceOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)


class DisputePartyOut(ma.Schema):
    name = fields.String(required=True)
    phone = _maybe()
    address = _maybe()


class MaskedPartyOut(ma.Schema):
    name = fields.String(required=True, metadata={"example": "游*"})
    phone = _maybe(metadata={"example": "190****0001"})


class MediatorOut(ma.Schema):
    account_id = fields.Integer(required=True)
    display_name = fields.String(required=True)
    since = fields.String(required=True)


class SittingOut(ma.Schema):
    at = fields.String(required=True)
    where = fields.String(required=True)
    text = fields.String(required=True)


class MediationExtensionOut(ma.Schema):
    until = fields.String(required=True)
    reason = fields.String(required=True)


class AgreementOut(ma.Schema):
    dispute = fields.String(required=True)
    terms = fields.String(required=True)
    performance = fields.String(required=True)
    signatures = fields.String(required=True)


class RevisitOut(ma.Schema):
    on = fields.String(required=True)
    performed = _word(Performed)
    text = _maybe()


class WayOut(ma.Schema):
    kind = _word(WayKind)
    text = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "the law it stands in"})
    until = _maybe(metadata={"description": "the last day for it, where the law sets one"})


class MediationSummaryOut(ma.Schema):
    id = fields.Integer(required=True)
    place = fields.Nested(MediationPlaceOut, required=True)
    type = _word(DisputeType)
    source = _word(Source)
    state = fields.String(required=True, metadata={"enum": ["open", "closed"]})
    outcome = _maybe(metadata={"enum": [*[member.value for member in Outcome], None]})
    parties = fields.List(fields.Nested(MaskedPartyOut), required=True)
    opened_on = fields.String(required=True)
    due_on = fields.String(required=True)
    over_limit = fields.Boolean(required=True)
    closed_on = _maybe()
    perform_by = _maybe()
    version = fields.Integer(required=True)


class MediationOut(MediationSummaryOut):
    """A case in full, for its mediators only."""

    ticket_number = _maybe()
    referred_by = _maybe()
    facts = fields.String(required=True)
    parties = fields.List(fields.Nested(DisputePartyOut), required=True)
    mediators = fields.List(fields.Nested(MediatorOut), required=True)
    sessions = fields.List(fields.Nested(SittingOut), required=True)
    extensions = fields.List(fields.Nested(MediationExtensionOut), required=True)
    outcome_text = _maybe()
    referred_to = _maybe()
    agreement = fields.Nested(AgreementOut, required=True, allow_none=True)
    revisits = fields.List(fields.Nested(RevisitOut), required=True)
    ways_on = fields.List(fields.Nested(WayOut), required=True)


class MediatorCandidateOut(ma.Schema):
    account_id = fields.Integer(required=True)
    display_name = fields.String(required=True)


class MediatorCandidatesOut(ma.Schema):
    items = fields.List(fields.Nested(MediatorCandidateOut), required=True)


class MediationCountOut(ma.Schema):
    type = _word(DisputeType)
    outcome = fields.String(required=True, metadata={"enum": [*[member.value for member in Outcome], "open"]})
    count = _maybe(fields.Integer)
    withheld = fields.Boolean(required=True)


class MediationCountsOut(ma.Schema):
    place_code = fields.String(required=True)
    first = fields.String(required=True, metadata={"example": "2026-01"})
    last = fields.String(required=True, metadata={"example": "2026-03"})
    items = fields.List(fields.Nested(MediationCountOut), required=True)
    total = _maybe(fields.Integer)
    total_withheld = fields.Boolean(required=True)
