"""The verbs of the community's desk and of supervisors."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.feedback import actions
from service.feedback.queries.showing import detail
from service.feedback.schemas import verbs as shapes
from service.feedback.schemas.tickets import TicketOut

bp = Blueprint("desk", __name__, url_prefix="/api/v1", description="受理台：审核、不予受理、并单、转外部、督办")
AT = "/api/v1/tickets/{number}"


@bp.post("/tickets/<number>/approval")
@signed_in
@idempotent
@takes(shapes.WithdrawalIn)
@gives(TicketOut, status=201, located=AT)
def approve(number, reason=None):
    """A person has looked at it: into its queue."""
    return detail(actions.approve(number, by=me(), seen=seen()), me())


@bp.post("/tickets/<number>/rejection")
@signed_in
@idempotent
@takes(shapes.RejectionIn)
@gives(TicketOut, status=201, located=AT)
def reject(number, **why):
    """Not accepted: a reason, and another door to knock at."""
    return detail(actions.reject(number, by=me(), seen=seen(), **why), me())


@bp.put("/tickets/<number>/category")
@signed_in
@takes(shapes.CategoryIn)
@gives(TicketOut)
def recategorize(number, category):
    """Another category routes it again; the clock is not reset."""
    return detail(actions.recategorize(number, by=me(), seen=seen(), category=category), me())


@bp.post("/tickets/<number>/escalation")
@signed_in
@idempotent
@takes(shapes.ReasonIn)
@gives(TicketOut, status=201, located=AT)
def escalate(number, reason):
    """Put a ticket under supervision."""
    return detail(actions.escalate(number, by=me(), seen=seen(), reason=reason), me())


@bp.post("/tickets/<number>/ending")
@signed_in
@idempotent
@takes(shapes.EndingIn)
@gives(TicketOut, status=201, located=AT)
def end(number, reason, other_channel):
    """End a matter after two reviewed handlings, naming where else to turn."""
    ticket = actions.end(number, by=me(), seen=seen(), reason=reason, other_channel=other_channel)
    return detail(ticket, me())


@bp.post("/tickets/<number>/objection/decision")
@signed_in
@idempotent
@takes(shapes.ObjectionDecisionIn)
@gives(TicketOut, status=201, located=AT)
def decide_objection(number, decision, reason):
    """Open the matter again or uphold how it ended, with reasons; for somebody one level up who had no hand in it."""
    ticket = actions.decide_objection(number, by=me(), seen=seen(), decision=decision, reason=reason)
    return detail(ticket, me())


@bp.post("/tickets/<number>/forwarding")
@signed_in
@idempotent
@takes(shapes.ForwardingIn)
@gives(TicketOut, status=201, located=AT)
def forward(number, **where):
    """Hand a matter to an outside system such as 12345, keeping its number there."""
    return detail(actions.forward(number, by=me(), seen=seen(), **where), me())


@bp.put("/tickets/<number>/forwarding")
@signed_in
@takes(shapes.TextIn)
@gives(TicketOut)
def feed_back(number, text):
    """The outside system has a result: closed, by somebody else than who forwarded it."""
    return detail(actions.feed_back(number, by=me(), seen=seen(), text=text), me())


@bp.delete("/tickets/<number>/forwarding")
@signed_in
@takes(shapes.ReasonIn)
@gives(TicketOut)
def take_back(number, reason):
    """The outside system does not take it: it waits in our queue again."""
    return detail(actions.take_back(number, by=me(), seen=seen(), reason=reason), me())


@bp.post("/tickets/<number>/merge")
@signed_in
@idempotent
@takes(shapes.MergeIn)
@gives(TicketOut, status=201, located=AT)
def merge(number, into):
    """Join a duplicate into a primary ticket; nobody's number is lost."""
    return detail(actions.merge(number, by=me(), seen=seen(), into=into), me())


@bp.delete("/tickets/<number>/merge")
@signed_in
@gives(TicketOut)
def unmerge(number):
    """Undo a merge."""
    return detail(actions.unmerge(number, by=me(), seen=seen()), me())
