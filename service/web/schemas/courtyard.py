"""How the log of a party-mass day stands on a page: the API's own shape, and rows nobody filled in are left out."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line
from service.courtyard.models import DecisionState, LogState
from service.courtyard.schemas.logs import LARGEST_ID, ActivityLogIn
from service.feedback.schemas.verbs import StrictBoolean
from service.web.schemas.lists import ListPageQuery

MOST_READ_OUT = 200
PART_OF_A_ROW = {"client_id", "kind", "raise", "consent", "urgency", "place_code", "category"}
"""What a row says by itself; a row that says nothing else is blank."""


class ThereIn(ma.Schema):
    """One member of the group: present, absent and why, or not noted."""

    member_id = fields.Integer(required=True, validate=validate.Range(1, LARGEST_ID))
    there = fields.String(validate=validate.OneOf(["present", "absent"]))
    reason = Line(200, allow_none=True)


def _ids() -> fields.List:
    return fields.List(fields.Integer(validate=validate.Range(1, LARGEST_ID)), load_default=list,
                       validate=validate.Length(max=MOST_READ_OUT))


class LogPageIn(ActivityLogIn):
    """The whole draft as the page sends it: each member in one row instead of two lists, and of the agenda what was
    offered and what was ticked as read out. `agenda_ticked`: the page offered that; nothing ticked is then nothing."""

    client_id = fields.UUID(required=True)
    members = fields.List(fields.Nested(ThereIn))
    agenda_ticked = StrictBoolean(load_default=False)
    read_out = _ids()
    decisions_read_out = _ids()
    agenda_opinions = _ids()
    agenda_decisions = _ids()

    class Meta:
        exclude = ("day_id", "present", "absent", "unread")

    @ma.pre_load
    def _without_blanks(self, data: dict, **_kw) -> dict:
        return data | {name: [row for row in data[name] if row.keys() - PART_OF_A_ROW]
                       for name in ("items", "decisions") if isinstance(data.get(name), list)}

    @ma.post_load
    def _in_two_lists(self, data: dict, **_kw) -> dict:
        members, ticked = data.pop("members", []), data.pop("agenda_ticked")
        read_out = {name: data.pop(name) for name in ("read_out", "decisions_read_out")}
        offered = {kind: data.pop(f"agenda_{kind}") for kind in ("opinions", "decisions")}
        ids = {"opinions": read_out["read_out"], "decisions": read_out["decisions_read_out"]}
        return data | {
            "read_out": read_out if ticked else {},
            "unread": {kind: sorted(set(offered[kind]) - set(ids[kind])) for kind in offered},
            "client_id": str(data["client_id"]),
            "present": [row["member_id"] for row in members if row.get("there") == "present"],
            "absent": [{"member_id": row["member_id"], "reason": row.get("reason")}
                       for row in members if row.get("there") == "absent"]}


class HomeQuery(ma.Schema):
    """Of which of one's places."""

    place = Line(32, load_default=None)


class YearQuery(ma.Schema):
    """Which year of a group."""

    year = fields.Integer(load_default=None, validate=validate.Range(2000, 2099))


class LogsQuery(HomeQuery, ListPageQuery):
    """Logs in a state, from where on."""

    state = fields.Enum(LogState, by_value=True, load_default=None)


class DecisionsQuery(HomeQuery, ListPageQuery):
    """Decisions in a state, from where on."""

    group = Line(32, load_default=None)
    state = fields.String(load_default="open", validate=validate.OneOf(["overdue", "all", *DecisionState]))
