"""Two tickets that are one matter: choose, compare side by side, join."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody
from service.feedback import actions
from service.web.queries import merging as questions
from service.web.schemas.desk import WordsQuery

bp = Blueprint("merging", __name__)


@bp.get("/desk/tickets/<number>/merge")
@somebody
@asks(WordsQuery)
@shows("merging/choose.html")
def choose(number, q):
    """Open tickets nearby or of the same kind that this one may be joined into."""
    return questions.candidates(number, me(), q)


@bp.get("/desk/tickets/<number>/merge/<into>")
@somebody
@shows("merging/compare.html")
def compare(number, into):
    """Both tickets side by side, before they are joined."""
    return questions.pair(number, into, me())


@bp.post("/desk/tickets/<number>/merge/<into>")
@somebody
@fills(on=compare)
@leads_to("web.handling.ticket", says="已并入 {into}，两位居民都会收到答复。")
def merge(number, into):
    """Join a duplicate into a primary ticket; nobody's number is lost."""
    actions.merge(number, by=me(), seen=seen(), into=into)
