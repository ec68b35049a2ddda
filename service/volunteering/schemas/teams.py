"""JSON of teams and of who belongs to them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields

from service.core.http import ListQuery
from service.core.text import Line
from service.feedback.schemas.tickets import PlaceBriefOut
from service.volunteering.models import Ending, MembershipState, Trade

LONGEST_CODE, LONGEST_NAME = 32, 64


def _word(kind, **kw) -> fields.String:
    members = [member.value for member in kind] + ([None] if kw.get("allow_none") else [])
    return fields.String(required=True, metadata={"enum": members}, **kw)


def _maybe(**kw) -> fields.String:
    return fields.String(required=True, allow_none=True, **kw)


class TeamsQuery(ListQuery):
    """Which teams: at a place and below it, of a trade, one's own."""

    place = Line(LONGEST_CODE, load_default=None)
    trade = fields.Enum(Trade, by_value=True, load_default=None)
    mine = fields.Boolean(load_default=False)


class TeamIn(ma.Schema):
    """A new team."""

    code = Line(LONGEST_CODE, required=True, metadata={"example": "hongqi-01"})
    name = Line(LONGEST_NAME, required=True, metadata={"example": "凤城红骑先锋一队"})
    trade = fields.Enum(Trade, by_value=True, required=True, metadata={"example": "food_delivery"})
    place_code = Line(LONGEST_CODE, required=True, metadata={"example": "500115001"})


class TeamChangeIn(ma.Schema):
    """A team by another name, or of another trade."""

    name = Line(LONGEST_NAME, required=True, metadata={"example": "凤城红骑先锋一队"})
    trade = fields.Enum(Trade, by_value=True, required=True, metadata={"example": "courier"})


class TeamListedOut(ma.Schema):
    """A team in a list."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    trade = _word(Trade)
    trade_name = fields.String(required=True)
    place = fields.Nested(PlaceBriefOut, required=True)
    leaders = fields.List(fields.String(), required=True, metadata={"description": "display names"})


class MyMembershipOut(ma.Schema):
    """The caller's own membership."""

    id = fields.Integer(required=True)
    state = _word(MembershipState)


class TeamOut(TeamListedOut):
    """One team; `membership` is the caller's own."""

    created_at = fields.String(required=True)
    ended_on = _maybe()
    version = fields.Integer(required=True)
    membership = fields.Nested(MyMembershipOut, required=True, allow_none=True)


class MembersQuery(ListQuery):
    """Who belongs to a team or asks to; with `state=ended` who did once."""

    state = fields.Enum(MembershipState, by_value=True, load_default=None)


class TeamMembershipOut(ma.Schema):
    """A membership, as the person himself, the leaders and the town see it."""

    id = fields.Integer(required=True)
    team = fields.String(required=True, metadata={"description": "the code of the team"})
    name = fields.String(required=True, metadata={"description": "display name"})
    is_leader = fields.Boolean(required=True)
    state = _word(MembershipState)
    state_name = fields.String(required=True)
    asked_at = fields.String(required=True)
    since = _maybe()
    until = _maybe()
    ended_because = _word(Ending, allow_none=True)
