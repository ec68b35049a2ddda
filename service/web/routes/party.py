"""The party organisation: branches, groups and households, founded, renamed and ended, and who leads them."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody
from service.party.actions import bodies, offices
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch
from service.party.schemas import bodies as shapes
from service.party.schemas.people import OfficeEndIn, OfficeIn
from service.web.queries import party as questions
from service.web.schemas.admin import CursorQuery

bp = Blueprint("party", __name__)
BODY = "/party/<any(branch, group, household):kind>/<code>"
KEPT = "已改好。"


@bp.get("/party")
@somebody
@asks(CursorQuery)
@shows("party/branches.html")
def branches(cursor=None):
    """The branches one looks after or belongs to."""
    return questions.branches(me(), cursor)


@bp.get(BODY)
@somebody
@asks(CursorQuery)
@shows("party/body.html")
def body(kind, code, cursor=None):
    """One branch, group or household: what hangs below, its members, who leads it."""
    return questions.body(kind, code, me(), cursor)


@bp.post("/party")
@somebody
@fills(shapes.BranchIn, on=branches)
@leads_to("web.party.body", says="已登记。")
def found_first(code, name, place_code, parent_code):
    """Found a branch that hangs below none."""
    bodies.found_branch(code, name, place_code, parent_code, by=me())
    return {"kind": "branch", "code": code}


@bp.post("/party/branch/<above>/branches")
@somebody
@fills(shapes.BranchIn, on=lambda above: body("branch", above))
@leads_to("web.party.body", says="已登记。")
def found_branch(above, code, name, place_code, parent_code):
    """Found a branch below another."""
    bodies.found_branch(code, name, place_code, above, by=me())
    return {"kind": "branch", "code": code}


@bp.post("/party/branch/<above>/groups")
@somebody
@fills(shapes.GroupIn, on=lambda above: body("branch", above))
@leads_to("web.party.body", says="已登记。")
def found_group(above, code, name, branch_code, place_code):
    """Found a courtyard group of a branch."""
    bodies.found_group(code, name, branch_code, place_code, by=me())
    return {"kind": "group", "code": code}


@bp.post("/party/group/<above>/households")
@somebody
@fills(shapes.HouseholdIn, on=lambda above: body("group", above))
@leads_to("web.party.body", says="已登记。")
def found_household(above, code, name, group_code, place_code):
    """Make a house a member household of a group."""
    bodies.found_household(code, name, group_code, place_code, by=me())
    return {"kind": "household", "code": code}


@bp.post("/party/branch/<code>", defaults={"kind": "branch"})
@somebody
@fills(shapes.BranchChangeIn, on=body)
@leads_to("web.party.body", says=KEPT)
def change_branch(kind, code, **facts):
    """Rename a branch, hang it below another, or end it."""
    bodies.change(PartyBranch, code, by=me(), seen=seen(), **facts)


@bp.post("/party/group/<code>", defaults={"kind": "group"})
@somebody
@fills(shapes.GroupChangeIn, on=body)
@leads_to("web.party.body", says=KEPT)
def change_group(kind, code, **facts):
    """Rename a group or end it."""
    bodies.change(CourtyardGroup, code, by=me(), seen=seen(), **facts)


@bp.post("/party/household/<code>", defaults={"kind": "household"})
@somebody
@fills(shapes.HouseholdChangeIn, on=body)
@leads_to("web.party.body", says=KEPT)
def change_household(kind, code, **facts):
    """Rename a household or end it."""
    bodies.change(MemberHousehold, code, by=me(), seen=seen(), **facts)


@bp.post(f"{BODY}/offices")
@somebody
@fills(OfficeIn, on=body)
@leads_to("web.party.body", says="已任职，相应的身份马上生效。")
def appoint(kind, code, **office):
    """Appoint a member; whoever held a single office before is followed."""
    offices.appoint_by_code(by=me(), **office)


@bp.post(f"{BODY}/offices/<int(max=9223372036854775807):office_id>/ending")
@somebody
@fills(OfficeEndIn, on=body)
@leads_to("web.party.body", says="已离任。")
def end_office(kind, code, office_id, until):
    """End an office, and the role it brought."""
    offices.end_office(office_id, until=until, by=me())
