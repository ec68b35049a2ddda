"""HTTP: branches, courtyard groups and member households."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.party.actions import bodies as acts
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch
from service.party.queries import organisation
from service.party.schemas import bodies as shapes

bp = Blueprint("party", __name__, url_prefix="/api/v1", description="党组织：支部、院落党小组、党员中心户")
PLACE = (Column("地点编码", "place.code"), Column("地点", "place.name"))
ENDED = Column("撤销日期", "ended_on")


@bp.get("/branches")
@signed_in
@takes(shapes.BranchesQuery, location="query")
@exported("branches", Column("党组织编码", "code"), Column("党组织名称", "name"), *PLACE,
          Column("上级党组织编码", "parent_code"), ENDED)
@gives(shapes.BranchOut, many=True)
def list_branches(limit, cursor, place, parent, ended):
    """Branches by code, as far as you look after their places or belong to one."""
    return organisation.listed(PartyBranch, me(), limit=limit, cursor=cursor, ended=ended, place=place, above=parent)


@bp.post("/branches")
@signed_in
@idempotent
@takes(shapes.BranchIn)
@gives(shapes.BranchOut, status=201, located="/api/v1/branches/{code}")
def found_branch(code, name, place_code, parent_code):
    """Found a branch of the district, a town, a village or a community."""
    acts.found_branch(code, name, place_code, parent_code, by=me())
    return organisation.body(PartyBranch, code, me())


@bp.get("/branches/<code>")
@signed_in
@gives(shapes.BranchOut)
def show_branch(code):
    """One branch."""
    return organisation.body(PartyBranch, code, me())


@bp.put("/branches/<code>")
@signed_in
@takes(shapes.BranchChangeIn)
@gives(shapes.BranchOut)
def change_branch(code, name, parent_code, ended_on):
    """Rename a branch, hang it below another, or end it; nothing live may hang below one that ends."""
    acts.change(PartyBranch, code, by=me(), seen=seen(), name=name, parent_code=parent_code, ended_on=ended_on)
    return organisation.body(PartyBranch, code, me())


@bp.get("/courtyard-groups")
@signed_in
@takes(shapes.GroupsQuery, location="query")
@exported("courtyard-groups", Column("党小组编码", "code"), Column("党小组名称", "name"),
          Column("党组织编码", "branch_code"), *PLACE, ENDED)
@gives(shapes.GroupOut, many=True)
def list_groups(limit, cursor, place, branch, ended):
    """Courtyard groups by code, as far as you look after or lead their places or belong to their branch."""
    return organisation.listed(CourtyardGroup, me(), limit=limit, cursor=cursor, ended=ended, place=place,
                               above=branch)


@bp.post("/courtyard-groups")
@signed_in
@idempotent
@takes(shapes.GroupIn)
@gives(shapes.GroupOut, status=201, located="/api/v1/courtyard-groups/{code}")
def found_group(code, name, branch_code, place_code):
    """Found a courtyard group of a branch, at a courtyard or compound below it."""
    acts.found_group(code, name, branch_code, place_code, by=me())
    return organisation.body(CourtyardGroup, code, me())


@bp.get("/courtyard-groups/<code>")
@signed_in
@gives(shapes.GroupOut)
def show_group(code):
    """One courtyard group."""
    return organisation.body(CourtyardGroup, code, me())


@bp.put("/courtyard-groups/<code>")
@signed_in
@takes(shapes.GroupChangeIn)
@gives(shapes.GroupOut)
def change_group(code, name, ended_on):
    """Rename a courtyard group or end it; no household and no member may be left in one that ends."""
    acts.change(CourtyardGroup, code, by=me(), seen=seen(), name=name, ended_on=ended_on)
    return organisation.body(CourtyardGroup, code, me())


@bp.get("/households")
@signed_in
@takes(shapes.HouseholdsQuery, location="query")
@exported("households", Column("中心户编码", "code"), Column("中心户名称", "name"), Column("党小组编码", "group_code"),
          *PLACE, ENDED)
@gives(shapes.HouseholdOut, many=True)
def list_households(limit, cursor, place, group, ended):
    """Member households by code, as far as you see their groups."""
    return organisation.listed(MemberHousehold, me(), limit=limit, cursor=cursor, ended=ended, place=place,
                               above=group)


@bp.post("/households")
@signed_in
@idempotent
@takes(shapes.HouseholdIn)
@gives(shapes.HouseholdOut, status=201, located="/api/v1/households/{code}")
def found_household(code, name, group_code, place_code):
    """Make a house a member household of a group."""
    acts.found_household(code, name, group_code, place_code, by=me())
    return organisation.body(MemberHousehold, code, me())


@bp.get("/households/<code>")
@signed_in
@gives(shapes.HouseholdOut)
def show_household(code):
    """One member household."""
    return organisation.body(MemberHousehold, code, me())


@bp.put("/households/<code>")
@signed_in
@takes(shapes.HouseholdChangeIn)
@gives(shapes.HouseholdOut)
def change_household(code, name, ended_on):
    """Rename a member household or end it, and with it the office of its head."""
    acts.change(MemberHousehold, code, by=me(), seen=seen(), name=name, ended_on=ended_on)
    return organisation.body(MemberHousehold, code, me())
