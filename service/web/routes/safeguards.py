"""Safeguards: what stands above every rule, read and written by people of the district."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import fills, leads_to, seen, shows, somebody
from service.feedback.actions import safeguards as acts
from service.web.queries import safeguards as questions
from service.web.schemas.admin import NewSafeguardPageIn, SafeguardPageIn

bp = Blueprint("safeguards", __name__)
SAFEGUARD = "/admin/safeguards/<int(max=9223372036854775807):safeguard_id>"


@bp.get("/admin/safeguards")
@somebody
@shows("admin/safeguards.html")
def safeguards():
    """All that is asked before any rule."""
    return questions.listed(me())


@bp.get("/admin/safeguards/new")
@somebody
@shows("admin/safeguard.html")
def new():
    """A new safeguard."""
    return questions.blank(me())


@bp.post("/admin/safeguards/new")
@somebody
@fills(NewSafeguardPageIn, on=new)
@limited("act", per=("account",))
@leads_to("web.safeguards.safeguard", says="底线规则已保存，从下一件诉求起生效。")
def save(**fields):
    """Save a new safeguard."""
    return {"safeguard_id": acts.save_safeguard(by=me(), **fields).safeguard_id}


@bp.get(SAFEGUARD)
@somebody
@shows("admin/safeguard.html")
def safeguard(safeguard_id):
    """One safeguard with all its versions."""
    return questions.one(safeguard_id, me())


@bp.post(SAFEGUARD)
@somebody
@fills(SafeguardPageIn, on=safeguard)
@limited("act", per=("account",))
@leads_to("web.safeguards.safeguard", says="新版本已保存，从下一件诉求起生效；旧版本还能看。")
def change(safeguard_id, **fields):
    """Save a new version of a safeguard."""
    acts.change_safeguard(safeguard_id, by=me(), seen=seen(), **fields)


@bp.post(f"{SAFEGUARD}/retirement")
@somebody
@fills(on=safeguard)
@limited("act", per=("account",))
@leads_to("web.safeguards.safeguards", says="底线规则已停用，从下一件诉求起生效。")
def retire(safeguard_id):
    """Take a safeguard out of use."""
    acts.retire_safeguard(safeguard_id, by=me(), seen=seen())
