"""The courtyard: this month's day and its agenda, a group's year, decisions until they are done."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.courtyard.actions import days as actions
from service.courtyard.actions import decisions as deciding
from service.courtyard.actions import planning
from service.courtyard.queries import decisions
from service.courtyard.routes import days as api
from service.courtyard.schemas import days as shapes
from service.web.queries import courtyard as questions
from service.web.schemas import courtyard as asked

bp = Blueprint("courtyard", __name__)
DAY = "/courtyard/days/<int(max=9223372036854775807):day_id>"
DECISION = "/courtyard/decisions/<int(max=9223372036854775807):decision_id>"


@bp.get("/courtyard")
@somebody
@shows("courtyard/home.html")
@asks(asked.HomeQuery)
def home(place=None):
    """The days of one's courtyards, and what waits there."""
    return questions.home(me(), place)


@bp.get(DAY)
@somebody
@shows("courtyard/day.html")
def day(day_id):
    """One day: when, where, and what it is to talk about."""
    return questions.day(day_id, me())


@bp.post(f"{DAY}/move")
@somebody
@fills(shapes.MoveIn, on=day)
@leads_to("web.courtyard.day", says="改期了，党小组的人会收到通知。")
def move(day_id, **wanted):
    """Move a planned day within its month; the group hears."""
    actions.move(day_id, by=me(), seen=seen(), **wanted)


@bp.post(f"{DAY}/not-held")
@somebody
@fills(shapes.NotHeldIn, on=day)
@leads_to("web.courtyard.day", says="已登记：这一次没有开展。")
def not_held(day_id, **why):
    """The day did not take place, or will not, and why."""
    actions.not_held(day_id, by=me(), seen=seen(), **why)


@bp.post(f"{DAY}/reopening")
@somebody
@fills(shapes.ReopeningIn, on=day)
@leads_to("web.courtyard.day", says="已恢复，可以记录了。")
def reopen(day_id, reason):
    """A day recorded as not held takes place after all, or did."""
    actions.reopen(day_id, by=me(), seen=seen(), reason=reason)


@bp.get("/courtyard/groups/<code>")
@somebody
@shows("courtyard/year.html")
@asks(asked.YearQuery)
def year(code, year=None):
    """A group's year, and its fixed day."""
    return questions.year(code, me(), year)


@bp.post("/courtyard/groups/<code>/day-rule")
@somebody
@fills(shapes.DayRuleIn, on=year)
@leads_to("web.courtyard.year", says="固定日期定好了，往后一年的日子都已排好。")
def set_rule(code, **wanted):
    """Fix the day of a group; days that are planned and still ahead follow."""
    planning.set_rule(code, by=me(), seen=seen(), **wanted)


@bp.get("/courtyard/decisions")
@somebody
@shows("courtyard/decisions.html")
@asks(asked.DecisionsQuery)
@takes_home(api.decisions, nothing={"state": "all"})
def decisions_made(**wanted):
    """What was decided and is still to be done."""
    return questions.decisions_of(me(), **wanted)


@bp.get(DECISION)
@somebody
@shows("courtyard/decision.html")
def decision(decision_id):
    """One decision, and what became of it."""
    return {"decision": decisions.detail(decision_id, me())}


@bp.post(f"{DECISION}/completion")
@somebody
@fills(shapes.CompletionIn, on=decision)
@leads_to("web.courtyard.decision", says="已办完，下一次党群日会向大家通报。")
def complete(decision_id, text):
    """It is done, and how."""
    deciding.complete(decision_id, by=me(), seen=seen(), text=text)


@bp.post(f"{DECISION}/dropping")
@somebody
@fills(shapes.DroppingIn, on=decision)
@leads_to("web.courtyard.decision", says="已登记：这件事不再办了。")
def drop(decision_id, reason):
    """It is not followed any further, and why."""
    deciding.drop(decision_id, by=me(), seen=seen(), reason=reason)
