"""Riders: the two-tap report, what became of it, the teams."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, fills, leads_to, shows, somebody
from service.volunteering import actions
from service.volunteering.kinds import Kind
from service.web.queries import riders as questions
from service.web.schemas.riders import CursorQuery, RiderPageIn

bp = Blueprint("rider", __name__)
KIND = f"/rider/<any({', '.join(Kind)}):kind>"
MEMBER = "/rider/teams/<code>/members/<int(max=9223372036854775807):member_id>"


@bp.get("/rider")
@bp.get(KIND)
@bp.get(f"{KIND}/at/<at>")
@bp.get("/rider/code/<code>")
@bp.get(f"{KIND}/code/<code>")
@somebody
@shows("riders/report.html", may_ask_position=True)
@asks(CursorQuery)
def report(kind=None, at=None, code=None, cursor=None):
    """What was seen, and where: two taps."""
    return questions.reporting(me(), kind, at, code, cursor)


@bp.post(f"{KIND}/sent")
@bp.post(f"{KIND}/at/<at>")
@bp.post(f"{KIND}/code/<code>")
@somebody
@fills(RiderPageIn, on=report)
@limited("submit", per=("account", "code_token", "address"))
@leads_to("web.rider.mine", says="已发出，谢谢您。")
def send(client_id, kind, at=None, code=None, **said):
    """Send it; sent again it is the same report."""
    actions.report(client_id, by=me(), kind=kind, **said)


@bp.get("/rider/reports")
@somebody
@shows("riders/mine.html")
@asks(CursorQuery)
def mine(cursor=None):
    """What became of my reports."""
    return questions.mine(me(), cursor)


@bp.get("/rider/teams")
@somebody
@shows("riders/teams.html")
def teams():
    """My teams, and those one may ask to join."""
    return questions.teams_of(me())


@bp.get("/rider/teams/<code>")
@somebody
@shows("riders/team.html")
def team(code):
    """One team: who leads it, and for its leaders who asks to join."""
    return questions.team(code, me())


@bp.post("/rider/teams/<code>/members")
@somebody
@fills(on=team)
@limited("act", per=("account",))
@leads_to("web.rider.team", says="已申请，队长同意后您会收到消息。")
def ask(code):
    """Ask to join."""
    actions.ask(code, by=me())


@bp.post(f"{MEMBER}/acceptance")
@somebody
@fills(on=team)
@limited("act", per=("account",))
@leads_to("web.rider.team", says="已同意。")
def accept(code, member_id):
    """Take him in."""
    actions.accept(code, member_id, by=me())


@bp.post(f"{MEMBER}/refusal")
@somebody
@fills(on=team)
@limited("act", per=("account",))
@leads_to("web.rider.team", says="已回复。")
def decline(code, member_id):
    """Not this time."""
    actions.decline(code, member_id, by=me())


@bp.post(f"{MEMBER}/leaving")
@somebody
@fills(on=team)
@limited("act", per=("account",))
@leads_to("web.rider.team", says="已离队。")
def leave(code, member_id):
    """Leave, or take somebody out."""
    actions.leave(code, member_id, by=me())
