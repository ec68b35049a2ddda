"""What a branch sends about its candidates, and what it sees."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Phone
from service.development.stages import MOST_CONTACTS, Due, Ending, Stage

LONGEST_REMARK, LARGEST_ID = 200, 2**63 - 1
NAME, BRANCH = {"example": "文某"}, {"example": "demo-branch-village"}
DAY = {"example": "2026-01-05"}


def _contacts(**kw) -> fields.List:
    return fields.List(fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID)),
                       validate=validate.Length(max=MOST_CONTACTS, error=f"最多 {MOST_CONTACTS} 人。"),
                       metadata={"description": "ids of members of the branch"}, **kw)


def _remark() -> Line:
    return Line(LONGEST_REMARK, metadata={"description": "one short remark; no evaluations, no documents"})


class MemberCandidateIn(ma.Schema):
    """Somebody who has applied."""

    name = Line(64, required=True, metadata=NAME)
    branch_code = Line(32, required=True, metadata=BRANCH)
    group_code = Line(32)
    phone = Phone(metadata={"description": "lets him see his own record once he has proved it"})
    on = fields.Date(required=True, metadata=DAY | {"description": "the day of the application"})
    contacts = _contacts()
    remark = _remark()


class MemberCandidateEditIn(ma.Schema):
    name = Line(64, required=True, metadata=NAME)
    phone = Phone()
    group_code = Line(32)


class StageIn(ma.Schema):
    stage = fields.Enum(Stage, by_value=True, required=True, metadata={"example": "activist"})
    on = fields.Date(required=True, metadata=DAY)
    remark = _remark()


class DueDoneIn(ma.Schema):
    on = fields.Date(required=True, metadata=DAY)


class ProbationExtensionIn(ma.Schema):
    until = fields.Date(required=True, metadata={"example": "2025-07-05"})


class MemberCandidateEndingIn(ma.Schema):
    reason = fields.Enum(Ending, by_value=True, required=True, metadata={"example": "withdrawn"})
    on = fields.Date(required=True, metadata=DAY)
    remark = _remark()


class ContactsIn(ma.Schema):
    contacts = _contacts(required=True)


class MemberCandidatesQuery(ListQuery):
    stage = fields.Enum(Stage, by_value=True, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["live", "full", "ended"]))


class MemberCandidateCountsQuery(ma.Schema):
    place = Line(32, required=True)


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class BodyBriefOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class ContactPersonOut(ma.Schema):
    member_id = fields.Integer(required=True)
    name = fields.String(required=True)


class StageReachedOut(ma.Schema):
    stage = _word(Stage)
    on = fields.String(required=True)
    remark = _maybe()


class OwnStageOut(ma.Schema):
    stage = _word(Stage)
    on = fields.String(required=True)


class DueDoneOut(ma.Schema):
    due = _word(Due)
    on = fields.String(required=True)


class DevelopmentStandingOut(ma.Schema):
    stage = _word(Stage)
    stage_on = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["live", "full", "ended"]})
    branch = fields.Nested(BodyBriefOut, required=True)
    next_due = _maybe(metadata={"enum": [*[member.value for member in Due], None]})
    next_due_on = _maybe()


class MemberCandidateSummaryOut(DevelopmentStandingOut):
    """A candidate in a list; what is due is null for who only is a member of the branch."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    group = fields.Nested(BodyBriefOut, required=True, allow_none=True)
    contacts = fields.List(fields.String(), required=True)
    overdue = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class MemberCandidateOut(MemberCandidateSummaryOut):
    """A candidate; phone, remarks, what is due and why it ended are null for who only is a member of the branch."""

    contacts = fields.List(fields.Nested(ContactPersonOut), required=True)
    phone = _maybe(metadata={"description": "masked", "example": "190****0001"})
    stages = fields.List(fields.Nested(StageReachedOut), required=True)
    dues = fields.List(fields.Nested(DueDoneOut), required=True)
    probation_until = _maybe()
    extended_on = _maybe()
    ended_on = _maybe()
    ended_because = _maybe(metadata={"enum": [*[member.value for member in Ending], None]})
    ended_remark = _maybe()


class OwnDevelopmentOut(DevelopmentStandingOut):
    """What somebody sees of his own way."""

    contacts = fields.List(fields.String(), required=True)
    stages = fields.List(fields.Nested(OwnStageOut), required=True)
    probation_until = _maybe()
    ended_on = _maybe()


class StageCountOut(ma.Schema):
    """Rounded down to whole fives; what is under five is withheld."""

    stage = _word(Stage)
    count = _maybe(fields.Integer)
    withheld = fields.Boolean(required=True)


class MemberCandidateCountsOut(ma.Schema):
    place_code = fields.String(required=True)
    items = fields.List(fields.Nested(StageCountOut), required=True)
    total = _maybe(fields.Integer)
    total_withheld = fields.Boolean(required=True)
