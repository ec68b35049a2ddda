"""Routing rules: read in the order they decide, written, tried before they are saved."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody
from service.feedback.actions import rules as acts
from service.feedback.schemas.rules import PreviewIn
from service.web.queries import rules as questions
from service.web.schemas.admin import NewRuleQuery, RulePageIn, RulesPageQuery, RuleTrialIn

bp = Blueprint("rules", __name__)
RULE = "/admin/rules/<int(max=9223372036854775807):rule_id>"


@bp.get("/admin/rules")
@somebody
@asks(RulesPageQuery)
@shows("admin/rules.html")
def rules(queue=None, cursor=None):
    """The rules in the order in which they decide."""
    return questions.listed(me(), queue, cursor)


@bp.get("/admin/rules/trial")
@somebody
@shows("admin/trial.html")
def trial():
    """Try a text: where would it go."""
    return questions.to_try(me())


@bp.post("/admin/rules/trial")
@somebody
@fills(PreviewIn, on=trial)
@shows("admin/trial.html")
def preview(**matter):
    """Where a text would go now, why, and until when; nothing is written."""
    return questions.where_to(me(), **matter)


@bp.get("/admin/rules/new")
@somebody
@asks(NewRuleQuery)
@shows("admin/rule.html")
def new(place=None):
    """A new rule."""
    return questions.blank(me(), place)


@bp.post("/admin/rules/new")
@somebody
@fills(RulePageIn, on=new)
@leads_to("web.rules.rule", says="规则已保存，从下一件诉求起生效。")
def save(**fields):
    """Save a new rule."""
    return {"rule_id": acts.save_rule(by=me(), **fields).rule_id}


@bp.post("/admin/rules/new/simulation")
@somebody
@fills(RuleTrialIn, on=new)
@shows("admin/rule.html")
def try_new(**asked):
    """What a new rule would have done, before it is saved."""
    return questions.tried(me(), **asked)


@bp.get(RULE)
@somebody
@shows("admin/rule.html")
def rule(rule_id):
    """One rule with all its versions."""
    return questions.one(rule_id, me())


@bp.post(RULE)
@somebody
@fills(RulePageIn, on=rule)
@leads_to("web.rules.rule", says="新版本已保存，从下一件诉求起生效；旧版本还能看。")
def change(rule_id, **fields):
    """Save a new version of a rule."""
    acts.change_rule(rule_id, by=me(), seen=seen(), **fields)


@bp.post(f"{RULE}/simulation")
@somebody
@fills(RuleTrialIn, on=rule)
@shows("admin/rule.html")
def try_changed(rule_id, **asked):
    """What a changed rule would have done, before it is saved."""
    return questions.tried(me(), rule_id=rule_id, seen=seen(), **asked)


@bp.post(f"{RULE}/retirement")
@somebody
@fills(on=rule)
@leads_to("web.rules.rules", says="规则已停用，从下一件诉求起生效。")
def retire(rule_id):
    """Take a rule out of use."""
    acts.retire_rule(rule_id, by=me(), seen=seen())
