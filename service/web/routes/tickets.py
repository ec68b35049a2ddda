"""One ticket and the lists of them, for whoever may see them."""

from flask import Blueprint

from service.core.http import me, someone
from service.core.pages import anybody, shows, somebody
from service.feedback.queries import showing
from service.web.queries import tickets as questions

bp = Blueprint("tickets", __name__)


@bp.get("/tickets")
@somebody
@shows("tickets/mine.html")
def mine():
    """The matters I have reported or hold."""
    return questions.mine(me())


@bp.get("/tickets/<number>")
@anybody
@shows("tickets/one.html")
def ticket(number):
    """One ticket, as much of it as one may see."""
    return {"ticket": showing.seen_by(number, someone())}
