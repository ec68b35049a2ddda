"""One's own matters and each ticket as a resident sees it: how it stands, and what he may say."""

from flask import Blueprint

from service.core.http import limited, me, someone
from service.core.pages import anybody, asks, fills, leads_to, seen, shows, somebody
from service.feedback import actions
from service.feedback.schemas import verbs as shapes
from service.web.queries import tickets as questions
from service.web.schemas.tickets import MineQuery

bp = Blueprint("tickets", __name__)
HERE = "web.tickets.ticket"


@bp.get("/tickets")
@somebody
@asks(MineQuery)
@shows("tickets/mine.html")
def mine(cursor):
    """The matters I have reported, what is asked of me first."""
    return questions.mine(me(), cursor)


@bp.get("/tickets/<number>")
@anybody
@limited("lookup", per=("address",))
@shows("tickets/one.html")
def ticket(number):
    """One ticket, as much of it as one may see."""
    return questions.one(number, someone())


@bp.post("/tickets/<number>/reply")
@somebody
@fills(shapes.TextIn, on=ticket)
@leads_to(HERE, says="您的补充已经送到，办理继续。")
def reply(number, text):
    """Say what the handler asked for; the clock goes on."""
    actions.reply(number, by=me(), seen=seen(), text=text)


@bp.post("/tickets/<number>/rating")
@somebody
@fills(shapes.RatingIn, on=ticket)
@leads_to(HERE, says="谢谢您的评价。")
def rate(number, **facts):
    """Three facts: contacted in time? solved? satisfied? "Not solved" opens the ticket again."""
    actions.rate(number, by=me(), seen=seen(), **facts)


@bp.post("/tickets/<number>/withdrawal")
@somebody
@fills(shapes.WithdrawalIn, on=ticket)
@leads_to(HERE, says="已经撤回，不再办理。")
def withdraw(number, reason=None):
    """Take one's own matter back."""
    actions.withdraw(number, by=me(), seen=seen(), reason=reason)


@bp.post("/tickets/<number>/objection")
@somebody
@fills(shapes.ObjectionIn, on=ticket)
@leads_to(HERE, says="您的异议已经送到，会由上一级没有经手的人决定。")
def object_to(number, text):
    """Object to a rejection or an ending; a second person one level up decides."""
    actions.object_to(number, by=me(), seen=seen(), text=text)


@bp.post("/tickets/<number>/support")
@somebody
@fills(shapes.NothingIn, on=ticket)
@limited("support", per=("account",))
@leads_to(HERE, says="已经记下：您也遇到了。有答复时您同样会收到。")
def support(number):
    """Say "me too", once per person."""
    actions.support(number, by=me(), seen=seen())


@bp.post("/tickets/<number>/support/withdrawal")
@somebody
@fills(shapes.NothingIn, on=ticket)
@leads_to("web.tickets.mine", says="已经取消“我也是”。")
def withdraw_support(number):
    """Take "me too" back."""
    actions.withdraw_support(number, by=me(), seen=seen())


@bp.post("/tickets/<number>/publicity")
@somebody
@fills(shapes.NothingIn, on=ticket)
@leads_to(HERE, says="看过没有问题后，就会公开展示。")
def publish(number):
    """Let everybody read one's own matter after all, once it was looked at."""
    actions.publish(number, by=me(), seen=seen())


@bp.post("/tickets/<number>/publicity/withdrawal")
@somebody
@fills(shapes.WithdrawalIn, on=ticket)
@leads_to(HERE, says="已经不再公开展示。")
def unpublish(number, reason=None):
    """Show a matter to everybody no longer; the community says why."""
    actions.unpublish(number, by=me(), seen=seen(), reason=reason)
