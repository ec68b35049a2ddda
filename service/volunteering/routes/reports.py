"""HTTP: the two-tap report, and what became of it."""

from __future__ import annotations

from functools import wraps

from flask import g
from flask_smorest import Blueprint

from service.core.http import ListQuery, exported, gives, limited, me, open_to_all, signed_in, takes
from service.core.http.describing import described
from service.core.sheets import Column
from service.volunteering import actions
from service.volunteering.kinds import KINDS
from service.volunteering.queries import reports
from service.volunteering.schemas.reports import KindsOut, RiderReportIn, RiderReportOut, TeamReportOut

bp = Blueprint("rider_reports", __name__, url_prefix="/api/v1", description="红骑先锋：两步快报")
COLUMNS = (Column("类别", "kind_name"), Column("地点", "place.name"), Column("看到时间", "seen_at"),
           Column("受理编号", "number"), Column("状态", "state_name"), Column("结果", "outcome"),
           Column("答复", "answer"))
REPLAYED = {False: (201, {}), True: (200, {"Idempotent-Replay": "true"})}


def received_once(view):
    """The first time 201; a report that was received before is answered 200 and says so."""
    @wraps(view)
    def wrapper(*args, **kw):
        response = view(*args, **kw)
        response.status_code, more = REPLAYED[g.pop("received_before")]
        response.headers.update(more)
        return response
    return described(view, wrapper, "response")


@bp.put("/rider-reports/<client_id>")
@signed_in
@takes(RiderReportIn)
@limited("submit", per=("account", "code_token", "address"))
@received_once
@gives(RiderReportOut, status=201, located="/api/v1/rider-reports/{client_id}")
def report(client_id, **said):
    """Send what I saw under an id of my phone's; sent again, with the same body, it is the same report."""
    sent = actions.report(client_id, by=me(), **said)
    g.received_before = sent.again
    return reports.one(sent.client_id, me())


@bp.get("/rider-reports/<client_id>")
@signed_in
@gives(RiderReportOut)
def show_report(client_id):
    """What became of a report of mine."""
    return reports.one(client_id, me())


@bp.get("/rider-report-kinds")
@open_to_all
@gives(KindsOut)
def list_kinds():
    """The buttons of the first tap."""
    return {"items": [{"kind": kind, "name": facts.name, "category": facts.category}
                      for kind, facts in KINDS.items()], "next": None}


@bp.get("/me/rider-reports")
@signed_in
@takes(ListQuery, location="query")
@exported("my-rider-reports", *COLUMNS)
@gives(RiderReportOut, many=True)
def list_mine(limit, cursor):
    """What became of my reports, the newest first."""
    return reports.mine(me(), limit=limit, cursor=cursor)


@bp.get("/teams/<code>/reports")
@signed_in
@takes(ListQuery, location="query")
@exported("team-reports", *COLUMNS)
@gives(TeamReportOut, many=True)
def list_of_team(code, limit, cursor):
    """What became of the team's reports, the newest first; who sent which is not said."""
    return reports.of_team(code, me(), limit=limit, cursor=cursor)
