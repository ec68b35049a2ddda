"""JSON of branches, courtyard groups, households, stations and units."""

from __future__ import annotations

from datetime import date

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.organization.models import Level
from service.party import days
from service.party.hours import MOST, flaw

LONGEST_CODE, LONGEST_NAME, LONGEST_LINE = 32, 128, 64


class Day(fields.Date):
    """A date, not before there was a party; `2026-05-01`."""

    def __init__(self, **kw):
        kw.setdefault("metadata", {}).setdefault("example", "2026-05-01")
        super().__init__(validate=validate.Range(min=days.FIRST, max=date(2200, 1, 1)), **kw)


class SiteOut(ma.Schema):
    """The place of a body."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Enum(Level, by_value=True, required=True)


class BodyNameOut(ma.Schema):
    """A body by its code and name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class BranchesQuery(ListQuery):
    """Branches at a place and below, or below one branch; `ended`: those that are no more."""

    place = Line(LONGEST_CODE, load_default=None)
    parent = Line(LONGEST_CODE, load_default=None)
    ended = fields.Boolean(load_default=False)


class GroupsQuery(ListQuery):
    """Courtyard groups at a place and below, or of a branch."""

    place = Line(LONGEST_CODE, load_default=None)
    branch = Line(LONGEST_CODE, load_default=None)
    ended = fields.Boolean(load_default=False)


class HouseholdsQuery(ListQuery):
    """Member households at a place and below, or of a group."""

    place = Line(LONGEST_CODE, load_default=None)
    group = Line(LONGEST_CODE, load_default=None)
    ended = fields.Boolean(load_default=False)


class PlaceQuery(ListQuery):
    """At a place and below."""

    place = Line(LONGEST_CODE, load_default=None)


class UnitsQuery(PlaceQuery):
    """Units whose name holds `q` or whose code begins with it."""

    q = Line(LONGEST_LINE, load_default=None)


def _code(**kw) -> Line:
    return Line(LONGEST_CODE, **kw)


class BranchIn(ma.Schema):
    """A new branch of the district, a town, a village or a community."""

    code = _code(required=True, metadata={"example": "branch-01"})
    name = Line(LONGEST_NAME, required=True)
    place_code = _code(required=True)
    parent_code = _code(load_default=None, allow_none=True)


class BranchChangeIn(ma.Schema):
    """What a branch is to be; its code and place stay. `ended_on` ends it for good."""

    name = Line(LONGEST_NAME, required=True)
    parent_code = _code(load_default=None, allow_none=True)
    ended_on = Day(load_default=None, allow_none=True)


class GroupIn(ma.Schema):
    """A new courtyard group of a branch, at a courtyard or compound."""

    code = _code(required=True, metadata={"example": "group-01"})
    name = Line(LONGEST_NAME, required=True)
    branch_code = _code(required=True)
    place_code = _code(required=True)


class HouseholdIn(ma.Schema):
    """A new member household of a group."""

    code = _code(required=True, metadata={"example": "household-01"})
    name = Line(LONGEST_LINE, required=True)
    group_code = _code(required=True)
    place_code = _code(required=True)


class GroupChangeIn(ma.Schema):
    """What a group is to be called; `ended_on` ends it for good."""

    name = Line(LONGEST_NAME, required=True)
    ended_on = Day(load_default=None, allow_none=True)


class HouseholdChangeIn(ma.Schema):
    """What a household is to be called; `ended_on` ends it for good."""

    name = Line(LONGEST_LINE, required=True)
    ended_on = Day(load_default=None, allow_none=True)


class _BodyOut(ma.Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.Nested(SiteOut, required=True)
    ended_on = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)


class BranchOut(_BodyOut):
    """A branch."""

    parent_code = fields.String(required=True, allow_none=True)


class GroupOut(_BodyOut):
    """A courtyard group."""

    branch_code = fields.String(required=True)


class HouseholdOut(_BodyOut):
    """A member household."""

    group_code = fields.String(required=True)


class SpanIn(ma.Schema):
    """Open on these ISO weekdays (1 = Monday) from one local time to another."""

    days = fields.List(fields.Integer(strict=True, validate=validate.Range(1, 7)), required=True,
                       validate=validate.Length(1, 7), metadata={"example": [1, 2, 3, 4, 5]})
    begin = Line(5, required=True, data_key="from", attribute="from", metadata={"example": "09:00"})
    end = Line(5, required=True, data_key="to", attribute="to", metadata={"example": "17:00"})


class StationIn(ma.Schema):
    """A new deliberation station; `spot` says where at the place."""

    code = _code(required=True, metadata={"example": "station-01"})
    name = Line(LONGEST_LINE, required=True)
    place_code = _code(required=True)
    spot = Line(LONGEST_NAME, load_default=None, allow_none=True)
    hours = fields.List(fields.Nested(SpanIn), required=True, validate=validate.Length(max=MOST), metadata={
        "example": [{"days": [1, 2, 3, 4, 5], "from": "09:00", "to": "17:00"}]})

    @ma.validates_schema(skip_on_field_errors=True)
    def _hours_fit(self, data, **kw):
        reason = flaw(data["hours"])
        if reason:
            raise ma.ValidationError(reason, "hours")


class StationChangeIn(StationIn):
    """What a station is to be; `ended_on` closes it for good."""

    class Meta:
        exclude = ("code",)

    ended_on = Day(load_default=None, allow_none=True)


class SpanOut(ma.Schema):
    """A span of opening hours."""

    days = fields.List(fields.Integer(), required=True)
    begin = fields.String(required=True, data_key="from", attribute="from")
    end = fields.String(required=True, data_key="to", attribute="to")


class StationOut(_BodyOut):
    """A deliberation station; `open_now` by the clock in Changshou."""

    spot = fields.String(required=True, allow_none=True)
    hours = fields.List(fields.Nested(SpanOut), required=True)
    hours_text = fields.String(required=True)
    open_now = fields.Boolean(required=True)


class UnitOut(ma.Schema):
    """A unit (单位) to choose from."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.Nested(SiteOut, required=True)
