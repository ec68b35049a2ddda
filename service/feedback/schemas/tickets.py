"""Tickets as they are shown, in full and in lists."""

from datetime import date

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.sheets import Column
from service.core.text import Line
from service.feedback import words
from service.feedback.models import KeptBack, SyncState, Verdict
from service.feedback.routing import Queue, ReviewLevel, Urgency
from service.feedback.workflow import Outcome, State, Verb


def _word(kind, **kw) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]}, **kw)


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class PlaceBriefOut(ma.Schema):
    code = fields.String(required=True, metadata={"example": "500115001009-01-01"})
    name = fields.String(required=True)
    level = fields.String(required=True)


class CategoryBriefOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class ReporterOut(ma.Schema):
    name = _maybe(metadata={"description": "masked", "example": "李*"})
    phone = _maybe(metadata={"description": "masked", "example": "138****1234"})


class TicketPhotoOut(ma.Schema):
    id = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    url = fields.String(required=True)
    thumbnail_url = fields.String(required=True)


class TimelineEntryOut(ma.Schema):
    verb = _word(Verb)
    at = fields.String(required=True)
    role = fields.String(required=True)
    actor = _maybe(metadata={"description": "staff and members by name, residents never"})
    from_ = fields.String(required=True, allow_none=True, data_key="from", attribute="from")
    to = _word(State)
    text = _maybe()
    public_note = _maybe(metadata={"description": "what supporters may read of an answer that is not public"})
    data = _maybe(fields.Dict)
    photos = fields.List(fields.Nested(TicketPhotoOut), required=True)


class ForwardingOut(ma.Schema):
    external_system = fields.String(required=True, metadata={"example": "12345"})
    name = fields.String(required=True)
    external_id = _maybe(metadata={"description": "the number it has there"})
    sync_state = _word(SyncState)
    at = fields.String(required=True)


class ObjectionOut(ma.Schema):
    text = fields.String(required=True)
    at = fields.String(required=True)
    level = _word(ReviewLevel)
    decide_by = fields.String(required=True)
    verdict = _maybe(metadata={"enum": [*(member.value for member in Verdict), None],
                               "description": "null while it is not decided"})
    reason = _maybe()
    decided_at = _maybe()


class TicketOut(ma.Schema):
    """A ticket as the caller may see it; what he may not is null."""

    number = fields.String(required=True, metadata={"example": "500115-20261122-0123-0"})
    state = _word(State)
    outcome = _maybe(metadata={"enum": [*[member.value for member in Outcome], None]})
    queue = _word(Queue)
    place = fields.Nested(PlaceBriefOut, required=True)
    category = fields.Nested(CategoryBriefOut, required=True, allow_none=True)
    urgency = _word(Urgency)
    text = _maybe(metadata={"description": "as it was written; without persons for who sees it only because he may "
                                           "claim it; for who sees it in outline, as `public_text`"})
    public_text = _maybe(metadata={"description": "what everybody reads now: the text without persons"})
    photos = fields.List(fields.Nested(TicketPhotoOut), required=True)
    anonymous = fields.Boolean(required=True)
    on_behalf = fields.Boolean(required=True)
    public = fields.Boolean(required=True, metadata={"description": "whether everybody may read it now"})
    publicity = _maybe(metadata={"enum": ["none", "shown", *(member.value for member in KeptBack), None],
                                 "description": "`shown` to everybody, or why not"})
    reporter = fields.Nested(ReporterOut, required=True, allow_none=True)
    coordinates = _maybe(fields.Dict)
    holder = _maybe(metadata={"description": "display name"})
    created_at = fields.String(required=True)
    claim_by = fields.String(required=True)
    answer_by = fields.String(required=True)
    closed_at = _maybe()
    overdue = fields.Boolean(required=True)
    supervised = fields.Boolean(required=True)
    support_count = fields.Integer(required=True)
    merged_into = _maybe()
    route = _maybe(fields.Dict, metadata={"description": "why it went where it went; staff and holder only"})
    forwarding = fields.Nested(ForwardingOut, required=True, allow_none=True,
                               metadata={"description": "the outside system that has it; staff and holder only"})
    objection = fields.Nested(ObjectionOut, required=True, allow_none=True)
    object_by = _maybe(metadata={"description": "until when the caller may object, while he may"})
    notice = _maybe(metadata={"description": "who alone reads it, in a sentence; of what accuses somebody in office"})
    version = fields.Integer(required=True)
    timeline = fields.List(fields.Nested(TimelineEntryOut), required=True)
    permitted = fields.List(fields.String(), required=True)


class TicketSummaryOut(ma.Schema):
    number = fields.String(required=True)
    state = _word(State)
    outcome = _maybe()
    queue = _word(Queue)
    place = fields.Nested(PlaceBriefOut, required=True)
    category = fields.Nested(CategoryBriefOut, required=True, allow_none=True)
    urgency = _word(Urgency)
    excerpt = _maybe(metadata={"description": "the first 80 characters, as `text` of the ticket"})
    holder = _maybe()
    created_at = fields.String(required=True)
    claim_by = fields.String(required=True)
    answer_by = fields.String(required=True)
    support_count = fields.Integer(required=True)
    photo_count = fields.Integer(required=True)
    supervised = fields.Boolean(required=True)
    overdue = fields.Boolean(required=True)
    version = fields.Integer(required=True)


def day_of_submission(**said) -> fields.Date:
    """A local day by which tickets are asked for."""
    return fields.Date(validate=validate.Range(date(2000, 1, 1), date(2100, 1, 1), error="日期超出了范围。"),
                       metadata={"description": "a local day of submission, counted in", "example": "2026-03-01"},
                       **said)


class WhichTickets(ma.Schema):
    """Which of the tickets of a list."""

    queue = fields.Enum(Queue, by_value=True)
    state = fields.Enum(State, by_value=True)
    place = Line(32)
    category = Line(64)
    overdue = fields.Boolean()
    open = fields.Boolean(metadata={"description": "not closed yet"})
    outcome = fields.Enum(Outcome, by_value=True)
    q = Line(100)
    since = day_of_submission()
    until = day_of_submission()


VIEWS = ["mine", "holding", "queue", "place", "objections", "public"]


class TicketsQuery(ListQuery, WhichTickets):
    view = fields.String(load_default="mine", validate=validate.OneOf(VIEWS))
    cursor = Line(200, load_default=None)


COLUMNS = (Column("编号", "number"), Column("地点", "place.name"), Column("类别", "category.name"),
           Column("队列", "queue", words.QUEUES), Column("状态", "state", words.STATES), Column("承办人", "holder"),
           Column("提交时间", "created_at"), Column("接单时限", "claim_by"), Column("办结时限", "answer_by"),
           Column("超时", "overdue"), Column("督办", "supervised"), Column("附议", "support_count"))


class NearbyQuery(ma.Schema):
    place = Line(32, required=True)
    category = Line(64, load_default=None)


class NearbyTicketOut(ma.Schema):
    """What a neighbour may know of an open matter before he says "me too"."""

    number = fields.String(required=True)
    state = _word(State)
    place = fields.Nested(PlaceBriefOut, required=True, metadata={
        "description": "the building, or the compound where too few households live in the building"})
    category = fields.Nested(CategoryBriefOut, required=True, allow_none=True)
    excerpt = _maybe(metadata={"description": "the first 80 characters of what everybody may read"})
    reported_on = fields.Date(required=True)
    support_count = fields.Integer(required=True)


class NearbyOut(ma.Schema):
    items = fields.List(fields.Nested(NearbyTicketOut), required=True)
    next = fields.String(required=True, allow_none=True)


class QueueOut(ma.Schema):
    queue = _word(Queue)
    waiting = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    oldest = _maybe(metadata={"description": "since when the oldest one waits"})
    mine = fields.Integer(required=True)


class QueuesOut(ma.Schema):
    items = fields.List(fields.Nested(QueueOut), required=True)


class CandidateOut(ma.Schema):
    account_id = fields.Integer(required=True)
    display_name = fields.String(required=True)
    holds = fields.Integer(required=True)


class CandidatesOut(ma.Schema):
    items = fields.List(fields.Nested(CandidateOut), required=True)


class CategoryOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    parent_code = _maybe()
    needs_enforcement = fields.Boolean(required=True)
    std_code = _maybe()


class CategoriesOut(ma.Schema):
    items = fields.List(fields.Nested(CategoryOut), required=True)
    next = fields.String(required=True, allow_none=True)


class RevealOut(ma.Schema):
    name = _maybe()
    phone = _maybe()
    address = _maybe()
