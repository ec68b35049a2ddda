"""The ledger as JSON, and as the columns clerks know."""

import marshmallow as ma
from marshmallow import fields

from service.core.http import ListQuery
from service.core.sheets import Column, Format
from service.core.text import Line
from service.feedback import words
from service.feedback.routing import Queue, Urgency
from service.feedback.schemas.tickets import WhichTickets
from service.feedback.workflow import Outcome, State

COLUMNS = (
    Column("编号", "number"), Column("提交时间", "created_at"), Column("镇街", "town"),
    Column("社区（村）", "community"), Column("小区（院落）", "compound"), Column("楼栋", "building"),
    Column("类别", "category"), Column("内容", "text"),
    Column("紧急程度", "urgency", words.URGENCIES), Column("队列", "queue", words.QUEUES),
    Column("状态", "state", words.STATES), Column("结果", "outcome", words.OUTCOMES), Column("承办人", "holder"),
    Column("首次联系", "responded_at"), Column("首次联系期限", "respond_by"), Column("接单期限", "claim_by"),
    Column("答复期限", "answer_by"), Column("是否超期", "overdue"), Column("答复时间", "answered_at"),
    Column("答复内容", "answer"), Column("答复超期", "answered_late"), Column("办结时间", "closed_at"),
    Column("重办次数", "reopened"), Column("督办", "supervised"), Column("附议数", "support_count"),
    Column("并入", "merged_into"), Column("外部系统", "external_system"), Column("外部系统编号", "external_id"))
WITH_CONTACTS = (*COLUMNS, Column("联系人", "contact_name"), Column("联系电话", "contact_phone"),
                 Column("门牌号", "contact_address"))


class LedgerQuery(ListQuery, WhichTickets):
    """Which tickets, as a page, or all of them as a file."""


class LedgerContactsIn(WhichTickets):
    """Which tickets, and why their contacts are needed."""

    format = fields.Enum(Format, by_value=True, load_default=Format.XLSX)
    reason = Line(200, required=True, metadata={"example": "电话回访"})


def _word(kind) -> fields.String:
    return fields.String(required=True, metadata={"enum": [member.value for member in kind]})


def _maybe(field_class=fields.String, **kw):
    return field_class(required=True, allow_none=True, **kw)


class LedgerRowOut(ma.Schema):
    """A ticket with what clerks write down of it; nothing of what a resident answered in a rating."""

    number = fields.String(required=True)
    created_at = fields.String(required=True)
    town = _maybe()
    community = _maybe()
    compound = _maybe()
    building = _maybe()
    category = _maybe()
    text = fields.String(required=True)
    urgency = _word(Urgency)
    queue = _word(Queue)
    state = _word(State)
    outcome = _maybe(metadata={"enum": [*(member.value for member in Outcome), None]})
    holder = _maybe()
    respond_by = fields.String(required=True, metadata={"description": "the first word was promised by"})
    responded_at = _maybe(metadata={"description": "the first word from a person"})
    claim_by = fields.String(required=True)
    answer_by = fields.String(required=True)
    overdue = fields.Boolean(required=True, metadata={"description": "the limit that runs now has passed"})
    answered_at = _maybe(metadata={"description": "of the latest answer"})
    answer = _maybe()
    answered_late = _maybe(fields.Boolean)
    closed_at = _maybe()
    reopened = fields.Integer(required=True)
    supervised = fields.Boolean(required=True)
    support_count = fields.Integer(required=True)
    merged_into = _maybe()
    external_system = _maybe()
    external_id = _maybe()
