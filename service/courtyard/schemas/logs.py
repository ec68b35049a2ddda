"""The activity log as JSON: the whole draft as a device saves it, and what is done with it."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line, Phone, Text
from service.courtyard.models.logs import ItemKind, LogState
from service.feedback.limits import LONGEST_REASON, LONGEST_TEXT
from service.feedback.routing import Urgency
from service.feedback.schemas.verbs import PhotoIds, StrictBoolean

LARGEST_ID = 2**63 - 1
LONGEST_ITEM, LONGEST_MINUTE, MOST_ITEMS, MOST_MEMBERS, MOST_OTHERS = 500, 300, 100, 200, 999
END = r"(?![\s\S])"  # of the text, and not before a last line break; JavaScript has no \Z
OF_KIND = {
    ItemKind.POLICY_BRIEFING: {"title", "source"},
    ItemKind.OPINION_COLLECTION: {"raise", "consent", "person_name", "person_phone", "category", "urgency",
                                  "place_code"},
    ItemKind.MEMBER_DEVELOPMENT: {"candidate_id"}, ItemKind.DISPUTE_MEDIATION: {"mediation_id"},
}
OF_ALL = {"client_id", "kind", "text"}


def _number(**kw) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(1, LARGEST_ID), **kw)


def _client_id() -> fields.String:
    pattern = validate.Regexp(rf"^[0-9A-Za-z-]{{1,36}}{END}", error="应为 1–36 个字母、数字或连字符。")
    return fields.String(required=True, validate=pattern, metadata={
        "example": "op-1", "description": "chosen by the device; names the same thing in every later save"})


def _once(what: str, key: str):
    def check(rows: list[dict]) -> None:
        named = [row[key] for row in rows]
        if len(set(named)) != len(named):
            raise ma.ValidationError(f"同一{what}只能写一次。")
    return check


def _most(count: int, what: str) -> validate.Length:
    return validate.Length(max=count, error=f"最多 {count} {what}。")


class AbsenceIn(ma.Schema):
    member_id = _number(required=True)
    reason = Line(200, allow_none=True)


class MinutesIn(ma.Schema):
    """Six short fields, all optional (domain.md section 8)."""

    announced = Text(LONGEST_MINUTE, shortest=0, allow_none=True)
    discussed = Text(LONGEST_MINUTE, shortest=0, allow_none=True)
    agreed = Text(LONGEST_MINUTE, shortest=0, allow_none=True)
    difficulties = Text(LONGEST_MINUTE, shortest=0, allow_none=True)
    requests = Text(LONGEST_MINUTE, shortest=0, allow_none=True, metadata={"description": "to the village or the town"})
    next_time = Text(LONGEST_MINUTE, shortest=0, allow_none=True)


class DraftedDecisionIn(ma.Schema):
    client_id = _client_id()
    what = Text(300, shortest=0, allow_none=True)
    who = Line(64, shortest=0, allow_none=True)
    due_on = fields.Date(allow_none=True)


class LogItemIn(ma.Schema):
    """One item; which fields it may have depends on its kind."""

    client_id = _client_id()
    kind = fields.Enum(ItemKind, by_value=True, required=True, error_messages={"unknown": "没有这一类事项。"})
    text = Text(LONGEST_TEXT, shortest=0, allow_none=True)
    title = Line(100, shortest=0, allow_none=True)
    source = Line(100, shortest=0, allow_none=True)
    mediation_id = _number(allow_none=True)
    candidate_id = _number(allow_none=True)
    raise_ = StrictBoolean(data_key="raise", attribute="raise", metadata={
        "description": "make it a ticket on submission; true unless said otherwise"})
    consent = StrictBoolean(metadata={"description": "the resident agrees that name and phone are kept"})
    person_name = Line(64, allow_none=True)
    person_phone = Phone(allow_none=True)
    category = Line(64, allow_none=True)
    urgency = fields.Enum(Urgency, by_value=True)
    place_code = Line(32, allow_none=True)

    @ma.validates_schema
    def _fits_its_kind(self, data: dict, **_kw) -> None:
        kind = data.get("kind")
        if kind is None:
            return
        strange = data.keys() - OF_ALL - OF_KIND[kind]
        if strange:
            raise ma.ValidationError({name: ["这一类事项没有这一栏。"] for name in strange})
        if kind is not ItemKind.OPINION_COLLECTION and len((data.get("text") or "").strip()) > LONGEST_ITEM:
            raise ma.ValidationError({"text": [f"最多 {LONGEST_ITEM} 个字。"]})
        if data.get("person_name") or data.get("person_phone"):
            _check_person(data)


def _check_person(data: dict) -> None:
    if not data.get("consent"):
        raise ma.ValidationError({"consent": ["本人没有同意，不能留姓名和电话。"]})
    if not data.get("raise", True):
        raise ma.ValidationError({"raise": ["不转办的意见不留姓名和电话。"]})


class UnreadIn(ma.Schema):
    """What stood on the agenda to be read out and was not; it waits for the next day."""

    opinions = fields.List(_number(), validate=_most(MOST_MEMBERS, "条"))
    decisions = fields.List(_number(), validate=_most(MOST_MEMBERS, "条"))


class ActivityLogIn(ma.Schema):
    """The whole draft: what is left out is empty."""

    day_id = _number(required=True)
    begins_at = fields.Time(format="%H:%M", allow_none=True, metadata={"description": "local", "example": "19:30"})
    ends_at = fields.Time(format="%H:%M", allow_none=True, metadata={"description": "local", "example": "20:40"})
    station_code = Line(32, allow_none=True)
    spot = Line(128, shortest=0, allow_none=True, metadata={"description": "where, in words"})
    host_id = _number(allow_none=True, metadata={"description": "a member of the group's branch"})
    present = fields.List(_number(), validate=_most(MOST_MEMBERS, "人"))
    absent = fields.List(fields.Nested(AbsenceIn), validate=_most(MOST_MEMBERS, "人"))
    others_present = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, MOST_OTHERS))
    items = fields.List(fields.Nested(LogItemIn), validate=[_most(MOST_ITEMS, "项"), _once("事项", "client_id")])
    minutes = fields.Nested(MinutesIn)
    decisions = fields.List(fields.Nested(DraftedDecisionIn),
                            validate=[_most(50, "项"), _once("议定事项", "client_id")])
    photos = PhotoIds()
    unread = fields.Nested(UnreadIn)


class SubmissionIn(ma.Schema):
    read_out = fields.List(_number(), allow_none=True, validate=_most(MOST_MEMBERS, "条"), metadata={
        "description": "opinions whose outcome was read out; left out: all on the agenda but those `unread`"})
    decisions_read_out = fields.List(_number(), allow_none=True, validate=_most(MOST_MEMBERS, "条"))


class ReturnIn(ma.Schema):
    reason = Text(LONGEST_REASON, required=True, metadata={"example": "请补上主持人和到场人数。"})


class ApprovalIn(ma.Schema):
    """No fields; an unknown one is still refused."""


class AmendmentIn(ma.Schema):
    text = Text(2000, required=True, metadata={"example": "到场群众应为 21 人，原记录少写 1 人。"})


class ActivityLogsQuery(ListQuery):
    group = Line(32, load_default=None)
    place = Line(32, load_default=None)
    state = fields.Enum(LogState, by_value=True, load_default=None)
    month = fields.String(load_default=None, validate=validate.Regexp(rf"^20\d\d-(0[1-9]|1[0-2]){END}"),
                          metadata={"example": "2026-03"})
    ticket = Line(40, load_default=None, metadata={"description": "the log this ticket came out of"})
