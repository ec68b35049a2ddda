"""The fixed day of a group, its party-mass days, and the decisions made on them."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, perhaps_signed_in, seen, signed_in, someone, takes
from service.core.sheets import Column
from service.courtyard import words
from service.courtyard.actions import days as actions
from service.courtyard.actions import decisions as deciding
from service.courtyard.actions import planning
from service.courtyard.queries import days as queries
from service.courtyard.queries import decisions as decision_queries
from service.courtyard.queries import rules
from service.courtyard.schemas import days as shapes

bp = Blueprint("party_mass_days", __name__, url_prefix="/api/v1",
               description="院落党群日：固定日期、计划、开展、议定事项")
DAY = "/api/v1/party-mass-days/{id}"
DAY_ID = "/party-mass-days/<int(max=9223372036854775807):day_id>"
DECISION = "/api/v1/decisions/{id}"
DECISION_ID = "/decisions/<int(max=9223372036854775807):decision_id>"


@bp.get("/courtyard-groups/<code>/day-rule")
@signed_in
@gives(shapes.DayRuleOut)
def rule(code):
    """The fixed day of a courtyard group."""
    return rules.shown(code)


@bp.put("/courtyard-groups/<code>/day-rule")
@signed_in
@takes(shapes.DayRuleIn)
@gives(shapes.DayRuleOut)
def set_rule(code, **wanted):
    """Fix the day of a group; days that are planned and still ahead follow."""
    planning.set_rule(code, by=me(), seen=seen(), **wanted)
    return rules.shown(code)


@bp.get("/party-mass-days")
@perhaps_signed_in
@takes(shapes.DaysQuery, location="query")
@exported("party-mass-days", Column("日期", "on"), Column("时间", "at"), Column("地点", "place.name"),
          Column("院落党小组", "group.name"), Column("议事站", "station.name"),
          Column("状态", "state", words.DAY_STATES),
          Column("未开展原因类别", "reason_code", words.REASONS), Column("未开展原因", "reason"),
          Column("原定日期", "moved_from"))
@gives(shapes.DaySummaryOut, many=True)
def days(**wanted):
    """A page of days by date; everybody may know when and where the days ahead are."""
    return queries.days(someone(), **wanted)


@bp.get(DAY_ID)
@perhaps_signed_in
@gives(shapes.DayOut)
def day(day_id):
    """One day with its agenda, or in outline when and where it is."""
    return queries.detail(day_id, someone())


@bp.put(DAY_ID)
@signed_in
@takes(shapes.MoveIn)
@gives(shapes.DayOut)
def move(day_id, **wanted):
    """Move a planned day within its month; the group hears."""
    return queries.detail(actions.move(day_id, by=me(), seen=seen(), **wanted).id, me())


@bp.post(f"{DAY_ID}/not-held")
@signed_in
@idempotent
@takes(shapes.NotHeldIn)
@gives(shapes.DayOut, status=201, located=DAY)
def not_held(day_id, **why):
    """The day did not take place, or will not, and why."""
    return queries.detail(actions.not_held(day_id, by=me(), seen=seen(), **why).id, me())


@bp.post(f"{DAY_ID}/reopening")
@signed_in
@idempotent
@takes(shapes.ReopeningIn)
@gives(shapes.DayOut, status=201, located=DAY)
def reopen(day_id, reason):
    """A day recorded as not held takes place after all, or did."""
    return queries.detail(actions.reopen(day_id, by=me(), seen=seen(), reason=reason).id, me())


@bp.get("/decisions")
@signed_in
@takes(shapes.DecisionsQuery, location="query")
@exported("decisions", Column("议定日期", "decided_on"), Column("院落党小组", "group.name"), Column("事项", "what"),
          Column("责任人", "who"), Column("办理时限", "due_on"), Column("状态", "state", words.DECISION_STATES),
          Column("是否逾期", "overdue"),
          Column("办结日期", "ended_on"), Column("办理结果", "done_text"), Column("不再办的原因", "reason"),
          Column("通报日期", "read_out_on"))
@gives(shapes.DecisionOut, many=True)
def decisions(**wanted):
    """A page of decisions, the newest first."""
    return decision_queries.decisions(me(), **wanted)


@bp.get(DECISION_ID)
@signed_in
@gives(shapes.DecisionOut)
def decision(decision_id):
    """One decision."""
    return decision_queries.detail(decision_id, me())


@bp.post(f"{DECISION_ID}/completion")
@signed_in
@idempotent
@takes(shapes.CompletionIn)
@gives(shapes.DecisionOut, status=201, located=DECISION)
def complete(decision_id, text):
    """It is done, and how; it is read out on the next day."""
    return decision_queries.detail(deciding.complete(decision_id, by=me(), seen=seen(), text=text).id, me())


@bp.post(f"{DECISION_ID}/dropping")
@signed_in
@idempotent
@takes(shapes.DroppingIn)
@gives(shapes.DecisionOut, status=201, located=DECISION)
def drop(decision_id, reason):
    """It is not followed any further, and why."""
    return decision_queries.detail(deciding.drop(decision_id, by=me(), seen=seen(), reason=reason).id, me())
