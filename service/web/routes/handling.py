"""One ticket at the desk: what its handler does, from claiming it to the answer."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import brought, fills, kept, leads_to, seen, shows, somebody
from service.feedback import actions
from service.feedback.schemas import verbs as shapes
from service.web.actions.picturing import MEGABYTES, bring, together
from service.web.queries import handling

bp = Blueprint("handling", __name__)


def _pictures():
    return bring(brought("pictures"), by=me())


@bp.get("/desk/tickets/<number>")
@somebody
@shows("handling/ticket.html")
def ticket(number):
    """All of a ticket that whoever handles or oversees it needs, and what he may do next."""
    return handling.ticket(number, me(), kept("photos", "brought"))


@bp.post("/desk/tickets/<number>/claim")
@somebody
@fills(shapes.ClaimIn, on=ticket)
@leads_to("web.handling.ticket", says="您已接单。")
def claim(number, due_on=None):
    """Take on a ticket that waits in one of your queues; the first one wins."""
    actions.claim(number, by=me(), seen=seen(), due_on=due_on)


@bp.post("/desk/tickets/<number>/release")
@somebody
@fills(shapes.ReasonIn, on=ticket)
@leads_to("web.desk.queues", says="{number} 已退回，等别人接单。")
def release(number, reason):
    """Give a ticket back to its queue."""
    actions.release(number, by=me(), seen=seen(), reason=reason)


@bp.post("/desk/tickets/<number>/contact")
@somebody
@fills(shapes.ContactIn, on=ticket)
@leads_to("web.handling.ticket", says="已记下这次联系。")
def contact(number, **facts):
    """Note that the resident was called, visited or written to."""
    actions.contact(number, by=me(), seen=seen(), **facts)


@bp.post("/desk/tickets/<number>/question")
@somebody
@fills(shapes.TextIn, on=ticket)
@leads_to("web.handling.ticket", says="已请居民补充，时限暂停。")
def ask(number, text):
    """Ask the resident for more; the clock stops."""
    actions.ask(number, by=me(), seen=seen(), text=text)


@bp.post("/desk/tickets/<number>/suspension")
@somebody
@fills(shapes.SuspensionIn, on=ticket)
@leads_to("web.handling.ticket", says="已申请暂时等待，等督办人批复。")
def request_suspension(number, reason, review_on):
    """Ask a supervisor for lawful waiting time until a review date."""
    actions.request_suspension(number, by=me(), seen=seen(), reason=reason, review_on=review_on)


@bp.post("/desk/tickets/<number>/resumption")
@somebody
@fills(on=ticket)
@leads_to("web.handling.ticket", says="继续办理，时限接着算。")
def resume(number):
    """Go on with a ticket that waits."""
    actions.resume(number, by=me(), seen=seen())


@bp.post("/desk/tickets/<number>/extension")
@somebody
@fills(shapes.ExtensionIn, on=ticket)
@leads_to("web.handling.ticket", says="已申请延期，等督办人批复。")
def request_extension(number, reason, answer_by):
    """Ask a supervisor for more time, before the limit has passed."""
    actions.request_extension(number, by=me(), seen=seen(), reason=reason, answer_by=answer_by)


@bp.post("/desk/tickets/<number>/answer")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(shapes.AnswerIn, on=ticket, beforehand=_pictures, megabytes=MEGABYTES)
@leads_to("web.handling.ticket", says="已答复，等居民评价。")
def answer(number, brought, flawed, photos=(), **words):
    """Say what was done, with pictures if one likes; the resident then says whether it is solved."""
    actions.answer(number, by=me(), seen=seen(), photos=together(photos, brought=brought, flawed=flawed), **words)


@bp.post("/desk/tickets/<number>/reveal")
@somebody
@fills(shapes.ReasonIn, on=ticket)
@shows("handling/ticket.html")
def reveal(number, reason):
    """The resident's contact, once, on this page only; on the record with the reason."""
    return handling.with_contact(number, me(), actions.reveal(number, by=me(), seen=seen(), reason=reason))
