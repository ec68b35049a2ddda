"""HTTP: who is on which roster, and who leads what."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.party.actions import offices as leading
from service.party.actions import rosters as acts
from service.party.queries import offices, rosters
from service.party.schemas import people as shapes

bp = Blueprint("rosters", __name__, url_prefix="/api/v1", description="名册与任职")
MEMBER = "/members/<int(max=9223372036854775807):member_id>"
OFFICE = "/offices/<int(max=9223372036854775807):office_id>"


@bp.get("/members")
@signed_in
@takes(shapes.MembersQuery, location="query")
@exported("members", Column("姓名", "name"), Column("手机（部分）", "phone_masked"),
          Column("党组织编码", "branch.code"), Column("党组织", "branch.name"), Column("党小组编码", "group.code"),
          Column("党小组", "group.name"), Column("单位编码", "unit.code"), Column("单位", "unit.name"),
          Column("加入日期", "joined_on"), Column("转出日期", "left_on"))
@gives(shapes.MemberOut, many=True)
def list_members(limit, cursor, branch, group, unit, left):
    """Members of a branch, a courtyard group or a unit, or all you see; names in full for who needs them."""
    return rosters.listed(me(), limit=limit, cursor=cursor, left=left, branch=branch, group=group, unit=unit)


@bp.post("/members")
@signed_in
@idempotent
@takes(shapes.MemberIn)
@gives(shapes.MemberOut, status=201, located="/api/v1/members/{id}")
def admit(**member):
    """Put somebody on the roster of a branch (or its group) or of a unit; he may stand on one only."""
    return rosters.member(acts.admit(by=me(), **member).id, me())


@bp.get(MEMBER)
@signed_in
@gives(shapes.MemberOut)
def show_member(member_id):
    """One member."""
    return rosters.member(member_id, me())


@bp.put(MEMBER)
@signed_in
@takes(shapes.MemberChangeIn)
@gives(shapes.MemberOut)
def amend(member_id, **changes):
    """Correct a member's name, phone or group; what is left out stays."""
    acts.amend(member_id, by=me(), seen=seen(), **changes)
    return rosters.member(member_id, me())


@bp.delete(MEMBER)
@signed_in
@takes(shapes.LeavingIn)
@gives(shapes.MemberOut)
def dismiss(member_id, on):
    """He has left; his offices and the roles they brought end. The row stays as history."""
    acts.dismiss(member_id, by=me(), on=on, seen=seen())
    return rosters.member(member_id, me())


@bp.post(MEMBER + "/reveal")
@signed_in
@takes(shapes.MemberRevealIn)
@gives(shapes.MemberContactOut)
def reveal(member_id, reason):
    """The name and phone of a member, for who looks after the roster, with a reason and on the record."""
    return acts.reveal(member_id, by=me(), seen=seen(), reason=reason)


@bp.get("/offices")
@signed_in
@takes(shapes.OfficesQuery, location="query")
@exported("offices", Column("职务", "office_name"), Column("组织", "body.name"), Column("组织编码", "body.code"),
          Column("姓名", "member.name"), Column("任职日期", "since"), Column("离任日期", "until"))
@gives(shapes.OfficeOut, many=True)
def list_offices(limit, cursor, branch, group, household, unit, live):
    """Who leads what and who did, the newest first; of one body or of all you see."""
    return offices.held_in(me(), limit=limit, cursor=cursor, live=live, branch=branch, group=group,
                           household=household, unit=unit)


@bp.post("/offices")
@signed_in
@idempotent
@takes(shapes.OfficeIn)
@gives(shapes.OfficeOut, status=201, located="/api/v1/offices/{id}")
def appoint(**office):
    """Appoint a member; whoever held a single office before is followed, and the roles go with it."""
    return offices.office(leading.appoint_by_code(by=me(), **office).id, me())


@bp.get(OFFICE)
@signed_in
@gives(shapes.OfficeOut)
def show_office(office_id):
    """One office."""
    return offices.office(office_id, me())


@bp.delete(OFFICE)
@signed_in
@takes(shapes.OfficeEndIn)
@gives(shapes.OfficeOut)
def end_office(office_id, until):
    """End an office; the role it brought goes with the last office that needs it."""
    leading.end_office(office_id, until=until, by=me())
    return offices.office(office_id, me())
