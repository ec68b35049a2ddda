"""Routes of 双向反馈: periods, what a community writes, what the unit acknowledges, what the member answers."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.core.http.exporting import exported
from service.core.sheets import Column
from service.membership.actions import feedback as actions
from service.membership.queries import feedback as queries
from service.membership.schemas import feedback as shapes

bp = Blueprint("yearly_feedback", __name__, url_prefix="/api/v1", description="双向反馈：社区写、单位确认、党员答复")
ONE = "/registrations/<int(max=9223372036854775807):registration_id>/feedback/<int(max=9223372036854775807):period_id>"
AT = "/api/v1/registrations/{registration_id}/feedback/{period_id}"


@bp.post("/feedback-periods")
@signed_in
@idempotent
@takes(shapes.FeedbackPeriodIn)
@gives(shapes.FeedbackPeriodOut, status=201, located="/api/v1/feedback-periods/{id}")
def create_period(**period):
    """Open a period of feedback for the whole district."""
    return actions.create_period(by=me(), **period)


@bp.get("/feedback-periods")
@signed_in
@takes(shapes.FeedbackPeriodQuery, location="query")
@exported("feedback-periods", Column("周期", "name"), Column("开始", "begins"), Column("结束", "ends"),
          Column("最迟填写", "write_by"))
@gives(shapes.FeedbackPeriodOut, many=True)
def list_periods(limit, cursor):
    """All periods, the newest first."""
    return queries.periods(limit=limit, cursor=cursor)


@bp.get("/feedback-periods/<int(max=9223372036854775807):period_id>")
@signed_in
@gives(shapes.FeedbackPeriodOut)
def show_period(period_id):
    """One period."""
    return queries.period(period_id)


@bp.get("/yearly-feedback")
@signed_in
@takes(shapes.FeedbackQuery, location="query")
@exported("yearly-feedback", Column("周期", "period.name"), Column("受理编号", "number"), Column("姓名", "name"),
          Column("单位", "unit.name"), Column("社区（村）", "community.name"), Column("状态", "state_name"),
          Column("反馈", "text"), Column("是否参加", "took_part_name"), Column("填写时间", "written_at"),
          Column("确认时间", "acknowledged_at"), Column("单位意见", "remark"))
@gives(shapes.FeedbackOut, many=True)
def list_feedback(**asked):
    """Feedback about me, on the members of my community, or of my unit; `state=open` is what is not written yet."""
    return queries.yearly_feedback(me(), **asked)


@bp.get(ONE)
@signed_in
@gives(shapes.FeedbackOut)
def show_feedback(registration_id, period_id):
    """The feedback on one member for one period."""
    return queries.feedback(registration_id, period_id, me())


@bp.put(ONE)
@signed_in
@takes(shapes.FeedbackIn)
@gives(shapes.FeedbackOut)
def write(registration_id, period_id, **feedback):
    """Write the feedback on a member of my community, or rewrite it until the unit acknowledges."""
    actions.write(registration_id, period_id, by=me(), seen=seen(), **feedback)
    return queries.feedback(registration_id, period_id, me())


@bp.post(f"{ONE}/acknowledgement")
@signed_in
@idempotent
@takes(shapes.AcknowledgementIn)
@gives(shapes.FeedbackOut, status=201, located=AT)
def acknowledge(registration_id, period_id, remark=None):
    """Acknowledge the feedback on a member of my unit."""
    actions.acknowledge(registration_id, period_id, by=me(), remark=remark, seen=seen())
    return queries.feedback(registration_id, period_id, me())


@bp.post(f"{ONE}/reply")
@signed_in
@idempotent
@takes(shapes.FeedbackTextIn)
@gives(shapes.FeedbackOut, status=201, located=AT)
def reply(registration_id, period_id, text):
    """Answer what was written about me."""
    actions.reply(registration_id, period_id, by=me(), seen=seen(), text=text)
    return queries.feedback(registration_id, period_id, me())


@bp.post(f"{ONE}/correction")
@signed_in
@idempotent
@takes(shapes.FeedbackTextIn)
@gives(shapes.FeedbackOut, status=201, located=AT)
def correct(registration_id, period_id, text):
    """Write a second text beside an acknowledged one."""
    actions.correct(registration_id, period_id, by=me(), seen=seen(), text=text)
    return queries.feedback(registration_id, period_id, me())
