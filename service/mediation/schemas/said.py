"""What people send about a mediation."""

import re
import unicodedata
from datetime import date

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Phone, Text
from service.feedback.schemas.verbs import StrictBoolean
from service.mediation.catalogue import DisputeType, Outcome, Performed, Source

LONGEST_TEXT, LONGEST_REASON, LONGEST_ADDRESS = 4000, 500, 200
FEWEST_PARTIES, MOST_PARTIES = 2, 10
LARGEST_ID = 2**63 - 1
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
IN_A_TEXT = re.compile(r"(?<!\d)[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")  # GB 11643
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
FACTS = "两家因院坝排水多次争吵，雨天水流到隔壁门口。"


def _refuse_identity_number(text: str, pattern: re.Pattern) -> None:
    """Refuse what looks like a citizen's identity number, also with blanks, dashes or wide digits between."""
    if pattern.search(re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text))):
        raise ma.ValidationError("请不要填写身份证号码，登记调解不需要它，请删除后再提交。")


class PartyLine(Line):
    """One line about a party or a place: never an identity-card number (domain.md section 6)."""

    def _deserialize(self, value, attr, data, **kw):
        text = super()._deserialize(value, attr, data, **kw)
        _refuse_identity_number(text, IDENTITY_NUMBER)
        return text


class Told(Text):
    """What was said, written or agreed: no identity-card number in it either."""

    def _deserialize(self, value, attr, data, **kw):
        text = super()._deserialize(value, attr, data, **kw)
        _refuse_identity_number(text, IN_A_TEXT)
        return text


class Month(fields.String):
    """A month as `2026-03`; loads as its first day."""

    def _deserialize(self, value, attr, data, **kw):
        if not isinstance(value, str) or not MONTH.fullmatch(value):
            raise ma.ValidationError("请填年和月，如 2026-03。")
        return date(int(value[:4]), int(value[5:]), 1)


class DisputePartyIn(ma.Schema):
    name = PartyLine(64, required=True, metadata={"example": "游某"})
    phone = Phone(metadata={"example": "19000000001"})
    address = PartyLine(LONGEST_ADDRESS, metadata={"example": "大屋院落左边第二家"})


def _parties() -> fields.List:
    return fields.List(fields.Nested(DisputePartyIn), required=True, validate=validate.Length(
        FEWEST_PARTIES, MOST_PARTIES, error=f"当事人应有 {FEWEST_PARTIES} 到 {MOST_PARTIES} 位。"),
        metadata={"example": [{"name": "游某"}, {"name": "余某"}]})


class MediationIn(ma.Schema):
    """A dispute as it is taken up."""

    place_code = Line(32, required=True)
    type = fields.Enum(DisputeType, by_value=True, required=True, metadata={"example": "neighbour"})
    source = fields.Enum(Source, by_value=True, required=True, metadata={"example": "applied"})
    facts = Told(LONGEST_TEXT, required=True, metadata={"example": FACTS})
    parties = _parties()
    opened_on = fields.Date(metadata={"description": "today when left out; at most a year ago"})
    ticket_number = Line(64, metadata={"description": "with the source `ticket`, one the caller may see"})
    referred_by = PartyLine(64, metadata={"description": "with the source `referred`: the court, police station …"})


class MediationEditIn(ma.Schema):
    type = fields.Enum(DisputeType, by_value=True, required=True, metadata={"example": "neighbour"})
    facts = Told(LONGEST_TEXT, required=True, metadata={"example": FACTS})
    parties = _parties()


class SittingIn(ma.Schema):
    at = fields.AwareDateTime(required=True)
    where = PartyLine(64, required=True, metadata={"example": "村议事站"})
    text = Told(LONGEST_TEXT, required=True, metadata={"example": "双方各自说明了情况，约定改沟方案下次再谈。"})


class MediationExtensionIn(ma.Schema):
    until = fields.Date(required=True)
    reason = Told(LONGEST_REASON, required=True, metadata={"example": "一方在外地务工，月底才回来。"})
    parties_consent = StrictBoolean(required=True, metadata={"description": "every party has agreed to more time"})


class AgreementIn(ma.Schema):
    """The points of a written agreement beside its parties, which stand in the case already."""

    dispute = Told(LONGEST_TEXT, required=True, metadata={
        "description": "main facts, matters in contention, each side's liability"})
    terms = Told(LONGEST_TEXT, required=True, metadata={"description": "what each side is to do"})
    performance = Told(LONGEST_TEXT, required=True, metadata={"description": "way and place of performance"})
    signatures = Told(LONGEST_REASON, required=True, metadata={"description": "who signed, and whose seal it bears"})


class MediationOutcomeIn(ma.Schema):
    outcome = fields.Enum(Outcome, by_value=True, required=True, metadata={"example": "failed"})
    on = fields.Date(metadata={"description": "today when left out; of a written agreement the day it was signed"})
    text = Told(LONGEST_TEXT, metadata={"example": "双方对责任划分意见不一，不愿再谈。"})
    agreement = fields.Nested(AgreementIn)
    referred_to = PartyLine(64)
    perform_by = fields.Date()


class RevisitIn(ma.Schema):
    on = fields.Date(required=True)
    performed = fields.Enum(Performed, by_value=True, required=True, metadata={"example": "yes"})
    text = Told(LONGEST_REASON)


class MediatorIn(ma.Schema):
    account_id = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_ID))


class MediationsQuery(ListQuery):
    state = fields.String(load_default=None, validate=validate.OneOf(["open", "closed"]))
    type = fields.Enum(DisputeType, by_value=True, load_default=None)


class MediationCountsQuery(ma.Schema):
    place = Line(32, required=True)
    first = Month(required=True, data_key="from", metadata={"example": "2026-01"})
    last = Month(required=True, data_key="to", metadata={"example": "2026-03"})
