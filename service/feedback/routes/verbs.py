"""The verbs of staff and members on a ticket; each answers with the ticket as it then is."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.feedback import actions
from service.feedback.queries.showing import detail
from service.feedback.schemas import verbs as shapes
from service.feedback.schemas.tickets import RevealOut, TicketOut

bp = Blueprint("verbs", __name__, url_prefix="/api/v1", description="办理：接单、联系、答复、转派")
AT = "/api/v1/tickets/{number}"


@bp.post("/tickets/<number>/claim")
@signed_in
@idempotent
@takes(shapes.ClaimIn)
@gives(TicketOut, status=201, located=AT)
def claim(number, due_on=None):
    """Take on a ticket that waits in one of your queues; the first one wins."""
    return detail(actions.claim(number, by=me(), seen=seen(), due_on=due_on), me())


@bp.delete("/tickets/<number>/claim")
@signed_in
@takes(shapes.ReasonIn)
@gives(TicketOut)
def release(number, reason):
    """Give a ticket back to its queue."""
    ticket = actions.release(number, by=me(), seen=seen(), reason=reason)
    return detail(ticket, me())


@bp.post("/tickets/<number>/dispatch")
@signed_in
@idempotent
@takes(shapes.DispatchIn)
@gives(TicketOut, status=201, located=AT)
def dispatch(number, account_id):
    """Give a waiting ticket to a named person who may take it on."""
    return detail(actions.dispatch(number, by=me(), seen=seen(), account_id=account_id), me())


@bp.post("/tickets/<number>/transfer")
@signed_in
@takes(shapes.TransferIn)
@gives(TicketOut)
def transfer(number, **target):
    """To another queue or another community, with a reason."""
    return detail(actions.transfer(number, by=me(), seen=seen(), **target), me())


@bp.post("/tickets/<number>/contact")
@signed_in
@idempotent
@takes(shapes.ContactIn)
@gives(TicketOut, status=201, located=AT)
def contact(number, **facts):
    """Note that the resident was called, visited or written to, and whether he was reached."""
    return detail(actions.contact(number, by=me(), seen=seen(), **facts), me())


@bp.post("/tickets/<number>/question")
@signed_in
@idempotent
@takes(shapes.TextIn)
@gives(TicketOut, status=201, located=AT)
def ask(number, text):
    """Ask the resident for more; the clock stops."""
    return detail(actions.ask(number, by=me(), seen=seen(), text=text), me())


@bp.post("/tickets/<number>/suspension")
@signed_in
@idempotent
@takes(shapes.SuspensionIn)
@gives(TicketOut, status=201, located=AT)
def request_suspension(number, reason, review_on):
    """Ask a supervisor for lawful waiting time until a review date."""
    ticket = actions.request_suspension(number, by=me(), seen=seen(), reason=reason, review_on=review_on)
    return detail(ticket, me())


@bp.delete("/tickets/<number>/suspension")
@signed_in
@gives(TicketOut)
def resume(number):
    """Go on with a suspended ticket before its review date."""
    return detail(actions.resume(number, by=me(), seen=seen()), me())


@bp.post("/tickets/<number>/extension")
@signed_in
@idempotent
@takes(shapes.ExtensionIn)
@gives(TicketOut, status=201, located=AT)
def request_extension(number, reason, answer_by):
    """Ask a supervisor for more time, before the limit has passed."""
    ticket = actions.request_extension(number, by=me(), seen=seen(), reason=reason, answer_by=answer_by)
    return detail(ticket, me())


@bp.post("/tickets/<number>/consent")
@signed_in
@idempotent
@takes(shapes.ConsentIn)
@gives(TicketOut, status=201, located=AT)
def decide(number, granted, note=None):
    """A supervisor consents to a suspension or an extension, or not."""
    return detail(actions.decide(number, by=me(), seen=seen(), granted=granted, note=note), me())


@bp.post("/tickets/<number>/answer")
@signed_in
@idempotent
@takes(shapes.AnswerIn)
@gives(TicketOut, status=201, located=AT)
def answer(number, **given):
    """Say what was done; the resident then says whether it is solved."""
    return detail(actions.answer(number, by=me(), seen=seen(), **given), me())


@bp.post("/tickets/<number>/reveal")
@signed_in
@takes(shapes.ReasonIn)
@gives(RevealOut)
def reveal(number, reason):
    """The resident's contact, for who needs it now; audited."""
    return actions.reveal(number, by=me(), seen=seen(), reason=reason)
