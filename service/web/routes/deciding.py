"""One ticket at the desk: what workers and supervisors of its place decide about it."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import fills, leads_to, seen, somebody
from service.feedback import actions
from service.feedback.schemas import verbs as shapes
from service.web.routes.handling import ticket

bp = Blueprint("deciding", __name__)


@bp.post("/desk/tickets/<number>/approval")
@somebody
@fills(on=ticket)
@leads_to("web.handling.ticket", says="已通过，进入接单。")
def approve(number):
    """A person has looked at it: into its queue."""
    actions.approve(number, by=me(), seen=seen())


@bp.post("/desk/tickets/<number>/rejection")
@somebody
@fills(shapes.RejectionIn, on=ticket)
@leads_to("web.handling.ticket", says="已告诉居民不予受理和别的渠道。")
def reject(number, **why):
    """Not accepted: a reason, and another door to knock at."""
    actions.reject(number, by=me(), seen=seen(), **why)


@bp.post("/desk/tickets/<number>/category")
@somebody
@fills(shapes.CategoryIn, on=ticket)
@leads_to("web.handling.ticket", says="已改类别并重新分派。")
def recategorize(number, category):
    """Another category routes it again; the clock is not reset."""
    actions.recategorize(number, by=me(), seen=seen(), category=category)


@bp.post("/desk/tickets/<number>/dispatch")
@somebody
@fills(shapes.DispatchIn, on=ticket)
@leads_to("web.handling.ticket", says="已派单。")
def dispatch(number, account_id):
    """Give a waiting ticket to a named person who may take it on."""
    actions.dispatch(number, by=me(), seen=seen(), account_id=account_id)


@bp.post("/desk/tickets/<number>/transfer")
@somebody
@fills(shapes.TransferIn, on=ticket)
@leads_to("web.desk.queues", says="{number} 已转派。")
def transfer(number, **target):
    """To another queue or another community, with a reason."""
    actions.transfer(number, by=me(), seen=seen(), **target)


@bp.post("/desk/tickets/<number>/escalation")
@somebody
@fills(shapes.ReasonIn, on=ticket)
@leads_to("web.handling.ticket", says="已列入督办。")
def escalate(number, reason):
    """Put a ticket under supervision."""
    actions.escalate(number, by=me(), seen=seen(), reason=reason)


@bp.post("/desk/tickets/<number>/consent")
@somebody
@fills(shapes.ConsentIn, on=ticket)
@leads_to("web.handling.ticket", says="已批复，承办人和居民都会知道。")
def decide(number, granted, note=None):
    """A supervisor consents to a suspension or an extension, or not."""
    actions.decide(number, by=me(), seen=seen(), granted=granted, note=note)


@bp.post("/desk/tickets/<number>/ending")
@somebody
@fills(shapes.EndingIn, on=ticket)
@leads_to("web.handling.ticket", says="已终结。")
def end(number, reason, other_channel):
    """End a matter after two reviewed handlings, naming where else to turn."""
    actions.end(number, by=me(), seen=seen(), reason=reason, other_channel=other_channel)


@bp.post("/desk/tickets/<number>/objection/decision")
@somebody
@fills(shapes.ObjectionDecisionIn, on=ticket)
@leads_to("web.desk.queues", says="{number} 的异议已决定，反映人会收到理由。")
def decide_objection(number, decision, reason):
    """Open a matter again or uphold how it ended, with reasons."""
    actions.decide_objection(number, by=me(), seen=seen(), decision=decision, reason=reason)


@bp.post("/desk/tickets/<number>/forwarding")
@somebody
@fills(shapes.ForwardingIn, on=ticket)
@leads_to("web.handling.ticket", says="已转给其他部门，我们的时限照样走。")
def forward(number, **where):
    """Hand a matter to an outside system, keeping its number there."""
    actions.forward(number, by=me(), seen=seen(), **where)


@bp.post("/desk/tickets/<number>/feedback")
@somebody
@fills(shapes.TextIn, on=ticket)
@leads_to("web.handling.ticket", says="已办结，居民会收到结果。")
def feed_back(number, text):
    """The outside system has a result: closed, by somebody else than who forwarded it."""
    actions.feed_back(number, by=me(), seen=seen(), text=text)


@bp.post("/desk/tickets/<number>/taking-back")
@somebody
@fills(shapes.ReasonIn, on=ticket)
@leads_to("web.handling.ticket", says="已收回，重新等人接单。")
def take_back(number, reason):
    """The outside system does not take it: it waits in our queue again."""
    actions.take_back(number, by=me(), seen=seen(), reason=reason)


@bp.post("/desk/tickets/<number>/unmerging")
@somebody
@fills(on=ticket)
@leads_to("web.handling.ticket", says="已撤销并单，恢复单独办理。")
def unmerge(number):
    """Undo a merge."""
    actions.unmerge(number, by=me(), seen=seen())


@bp.post("/desk/tickets/<number>/unpublishing")
@somebody
@fills(shapes.ReasonIn, on=ticket)
@leads_to("web.handling.ticket", says="已不再公开展示，反映人会知道原因。")
def unpublish(number, reason):
    """Show a matter to everybody no longer, and say why."""
    actions.unpublish(number, by=me(), seen=seen(), reason=reason)
