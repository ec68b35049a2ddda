"""Routing rules: reading, saving, and trying them before they are saved."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.feedback.actions import rules as acts
from service.feedback.queries import rules as questions
from service.feedback.queries.simulating import simulation
from service.feedback.schemas import rules as shapes

bp = Blueprint("rules", __name__, url_prefix="/api/v1", description="分派规则：查看、修改、试算")
ORDERS = {"number": questions.rules, "deciding": questions.rules_in_order}
ONE = "/routing-rules/<int(max=9223372036854775807):rule_id>"


@bp.get("/routing-rules")
@signed_in
@takes(shapes.RulesQuery, location="query")
@gives(shapes.RuleOut, many=True)
def list_rules(order, limit, cursor):
    """The live rules; a broken one says what is wrong with it."""
    return ORDERS[order](me(), limit=limit, cursor=cursor)


@bp.post("/routing-rules")
@signed_in
@idempotent
@takes(shapes.RuleIn)
@gives(shapes.RuleWithVersionsOut, status=201, located="/api/v1/routing-rules/{rule_id}")
def save_rule(**fields):
    """A new rule; it steers the very next ticket."""
    return questions.rule(acts.save_rule(by=me(), **fields).rule_id, me())


@bp.get(ONE)
@signed_in
@gives(shapes.RuleWithVersionsOut)
def show_rule(rule_id):
    """One rule with all its versions, a retired one too."""
    return questions.rule(rule_id, me())


@bp.put(ONE)
@signed_in
@takes(shapes.RuleIn)
@gives(shapes.RuleWithVersionsOut)
def change_rule(rule_id, **fields):
    """A new version of a rule; the old one stays readable."""
    return questions.rule(acts.change_rule(rule_id, by=me(), seen=seen(), **fields).rule_id, me())


@bp.delete(ONE)
@signed_in
@gives(None, status=204)
def retire_rule(rule_id):
    """Take a rule out of use."""
    return acts.retire_rule(rule_id, by=me(), seen=seen())


@bp.post("/routing-rules/preview")
@signed_in
@takes(shapes.PreviewIn)
@gives(shapes.PreviewOut)
def preview(**matter):
    """What a text would do if it were submitted now; nothing is written."""
    return questions.preview(me(), **matter)


@bp.post("/routing-rules/simulation")
@signed_in
@takes(shapes.SimulationIn)
@gives(shapes.SimulationOut)
def simulate(**asked):
    """How many past tickets would move from which queue to which under a changed set of rules."""
    return simulation(me(), **asked)
