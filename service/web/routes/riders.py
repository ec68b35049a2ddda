"""Riders: the two-tap report, what became of it, the teams."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.volunteering import actions
from service.volunteering.kinds import Kind
from service.volunteering.routes import reports as api
from service.volunteering.schemas.teams import TeamChangeIn, TeamIn
from service.web.queries import riders as questions
from service.web.schemas.lists import FileQuery, ListPageQuery
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
@asks(ListPageQuery)
@takes_home(api.list_mine)
def mine(cursor=None):
    """What became of my reports."""
    return questions.mine(me(), cursor)


@bp.get("/rider/teams")
@somebody
@shows("riders/teams.html")
@asks(CursorQuery)
def teams(cursor=None):
    """My teams, and those one may ask to join."""
    return questions.teams_of(me(), cursor)


@bp.get("/rider/teams/<code>")
@somebody
@shows("riders/team.html")
@asks(CursorQuery)
def team(code, cursor=None):
    """One team: who leads it, and for its leaders who asks to join."""
    return questions.team(code, me(), cursor)


@bp.post("/rider/teams/<code>/members")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="已申请，队长同意后您会收到消息。")
def ask(code):
    """Ask to join."""
    actions.ask(code, by=me())


@bp.post(f"{MEMBER}/acceptance")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="已同意。")
def accept(code, member_id):
    """Take him in."""
    actions.accept(code, member_id, by=me())


@bp.post(f"{MEMBER}/refusal")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="已回复。")
def decline(code, member_id):
    """Not this time."""
    actions.decline(code, member_id, by=me())


@bp.post(f"{MEMBER}/leaving")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="已离队。")
def leave(code, member_id):
    """Leave, or take somebody out."""
    actions.leave(code, member_id, by=me())


@bp.get("/rider/teams/<code>/reports")
@somebody
@asks(FileQuery)
@takes_home(api.list_of_team)
def team_file(code):
    """What became of the team's reports, as a file; who sent which is not said."""


@bp.get("/rider/founding")
@bp.get("/rider/founding/<at>")
@somebody
@shows("riders/founding.html")
@asks(CursorQuery)
def founding(at=None, cursor=None):
    """Where a team is to be, and what it is called."""
    return questions.founding(me(), at, cursor)


@bp.post("/rider/founding/<at>")
@somebody
@fills(TeamIn, on=founding)
@leads_to("web.rider.team", says="队伍建好了。有人申请加入以后，请指定队长。")
def found(at, code, **team):
    """Found a team; the town does, or the district."""
    return {"code": actions.found_team(by=me(), code=code, **team).code}


@bp.post("/rider/teams/<code>")
@somebody
@fills(TeamChangeIn, on=team)
@leads_to("web.rider.team", says="已改好。")
def change(code, name, trade):
    """Another name or trade."""
    actions.change_team(code, by=me(), seen=seen(), name=name, trade=trade)


@bp.post("/rider/teams/<code>/ending")
@somebody
@fills(on=team)
@leads_to("web.rider.teams", says="队伍已经解散。")
def end(code):
    """The team is over, and every membership with it."""
    actions.end_team(code, by=me(), seen=seen())


@bp.post(f"{MEMBER}/leadership")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="他现在是队长，会收到消息。")
def appoint(code, member_id):
    """Let him lead the team."""
    actions.appoint(code, member_id, by=me())


@bp.post(f"{MEMBER}/leadership/ending")
@somebody
@fills(on=team)
@leads_to("web.rider.team", says="他不再是队长，还是队员。")
def dismiss(code, member_id):
    """He leads no longer, and stays a member."""
    actions.dismiss(code, member_id, by=me())
