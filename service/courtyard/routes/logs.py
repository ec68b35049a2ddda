"""The activity log: saved as often as the connection asks for, submitted once, decided on by another person."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.courtyard import words
from service.courtyard.actions import approving, drafting, submitting
from service.courtyard.queries import logs as queries
from service.courtyard.queries.log_details import detail, seen_by
from service.courtyard.schemas import logs as shapes
from service.courtyard.schemas.shown_logs import ActivityLogOut, ActivityLogSummaryOut

bp = Blueprint("activity_logs", __name__, url_prefix="/api/v1", description="院落党群日：活动记录")
AT = "/api/v1/activity-logs/{client_id}"


@bp.get("/activity-logs")
@signed_in
@takes(shapes.ActivityLogsQuery, location="query")
@exported("activity-logs", Column("日期", "day.on"), Column("院落党小组", "group.name"), Column("地点", "place.name"),
          Column("状态", "state", words.LOG_STATES), Column("开始", "begins_at"), Column("结束", "ends_at"),
          Column("记录人", "recorder"),
          Column("到会党员", "present_count"), Column("缺席党员", "absent_count"), Column("其他人数", "others_present"),
          Column("意见", "opinions"), Column("议定事项", "decisions"))
@gives(ActivityLogSummaryOut, many=True)
def activity_logs(**wanted):
    """A page of the logs one may see: of a group, a place, a month, in a state, or the one a ticket came out of."""
    return queries.logs(me(), **wanted)


@bp.get("/activity-logs/<uuid:client_id>")
@signed_in
@gives(ActivityLogOut)
def activity_log(client_id):
    """One log, as much of it as the caller may see."""
    return seen_by(str(client_id), me())


@bp.put("/activity-logs/<uuid:client_id>")
@signed_in
@takes(shapes.ActivityLogIn)
@gives(ActivityLogOut)
def save(client_id, **draft):
    """Save the whole draft under an id the device chose; sent twice it is the same draft."""
    return detail(drafting.save(str(client_id), by=me(), seen=seen(), **draft), me())


@bp.delete("/activity-logs/<uuid:client_id>")
@signed_in
@gives(None, status=204)
def discard(client_id):
    """Throw away a draft that was never submitted."""
    return drafting.discard(str(client_id), by=me(), seen=seen())


@bp.post("/activity-logs/<uuid:client_id>/submission")
@signed_in
@idempotent
@takes(shapes.SubmissionIn)
@gives(ActivityLogOut, status=201, located=AT)
def submit(client_id, **told):
    """Submit the log: the day was held, decisions are tracked, opinions are tickets; a second time changes nothing."""
    return detail(submitting.submit(str(client_id), by=me(), seen=seen(), **told), me())


@bp.post("/activity-logs/<uuid:client_id>/approval")
@signed_in
@idempotent
@takes(shapes.ApprovalIn)
@gives(ActivityLogOut, status=201, located=AT)
def approve(client_id):
    """Approve a submitted log; from now on it is only amended."""
    return detail(approving.approve(str(client_id), by=me(), seen=seen()), me())


@bp.post("/activity-logs/<uuid:client_id>/return")
@signed_in
@idempotent
@takes(shapes.ReturnIn)
@gives(ActivityLogOut, status=201, located=AT)
def send_back(client_id, reason):
    """Return a submitted log to its recorder with a reason."""
    return detail(approving.send_back(str(client_id), by=me(), seen=seen(), reason=reason), me())


@bp.post("/activity-logs/<uuid:client_id>/amendments")
@signed_in
@idempotent
@takes(shapes.AmendmentIn)
@gives(ActivityLogOut, status=201, located=AT)
def amend(client_id, text):
    """Add something beside an approved log."""
    return detail(approving.amend(str(client_id), by=me(), seen=seen(), text=text), me())
