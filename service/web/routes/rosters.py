"""Who stands on the roster of a branch: put on it, corrected, gone; and how one is reached, for a reason."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import fills, leads_to, seen, shows, somebody
from service.party.actions import rosters
from service.party.schemas.people import LeavingIn, MemberIn, MemberRevealIn
from service.web.queries import party as questions
from service.web.routes.party import BODY, body
from service.web.schemas.party import MemberPageIn

bp = Blueprint("rosters", __name__)
MEMBER = "/party/members/<int(max=9223372036854775807):member_id>"


@bp.post(f"{BODY}/members")
@somebody
@fills(MemberIn, on=body)
@leads_to("web.rosters.member", says="已登记在名册上。")
def admit(kind, code, **person):
    """Put somebody on the roster; he may stand on one only."""
    return {"member_id": rosters.admit(by=me(), **person).id}


@bp.get(MEMBER)
@somebody
@shows("party/member.html")
def member(member_id):
    """One member."""
    return questions.member(member_id, me())


@bp.post(MEMBER)
@somebody
@fills(MemberPageIn, on=member)
@leads_to("web.rosters.member", says="已更正。")
def amend(member_id, **changes):
    """Correct name, phone or group."""
    rosters.amend(member_id, by=me(), seen=seen(), **changes)


@bp.post(f"{MEMBER}/leaving")
@somebody
@fills(LeavingIn, on=member)
@leads_to("web.rosters.member", says="已登记转出，职务和身份一起结束。")
def dismiss(member_id, on):
    """He has left; his offices and the roles they brought end."""
    rosters.dismiss(member_id, by=me(), on=on, seen=seen())


@bp.post(f"{MEMBER}/reveal")
@somebody
@fills(MemberRevealIn, on=member)
@shows("party/member.html")
def reveal(member_id, reason):
    """His name and phone, with a reason and on the record."""
    contact = rosters.reveal(member_id, by=me(), seen=seen(), reason=reason)
    return questions.member(member_id, me()) | {"contact": contact}
