"""The desk: queues to claim from, what one holds, the matters of a place, the codes that hang there."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, downloads, fills, leads_to, refreshes, seen, shows, somebody
from service.feedback import actions
from service.organization.actions import codes as printing
from service.organization.queries import places
from service.web.queries import codes as codes_of
from service.web.queries import desk as questions
from service.web.schemas import desk as asked

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@somebody
@asks(asked.DeskQuery)
@shows("desk/queues.html")
def queues(queue, q, cursor):
    """What waits for me, the soonest limit first, and what I hold."""
    return questions.desk(me(), queue, q, cursor)


@bp.get("/desk/waiting")
@somebody
@asks(asked.DeskQuery)
@refreshes("desk/waiting.html")
def waiting(queue, q, cursor):
    """What waits for me as it is now, for a page that stands open."""
    return questions.waiting(me(), queue, q, cursor)


@bp.post("/desk/claims/<number>")
@somebody
@fills(on=queues)
@limited("act", per=("account",))
@leads_to("web.handling.ticket", says="您已接单。")
def claim(number):
    """Take on what waits, right from the list; the first one wins."""
    actions.claim(number, by=me(), seen=seen())


@bp.get("/desk/mine")
@somebody
@asks(asked.CursorQuery)
@shows("desk/mine.html")
def mine(cursor):
    """Everything in my hands, the soonest limit first."""
    return questions.holding(me(), cursor)


@bp.get("/desk/place")
@somebody
@asks(asked.PlaceQuery)
@shows("desk/place.html")
def place(**wanted):
    """Every matter at my places, as far as it is asked for."""
    return questions.place(me(), **wanted)


@bp.get("/desk/codes", defaults={"code": None})
@bp.get("/desk/codes/<code>")
@somebody
@asks(asked.CodesQuery)
@shows("desk/codes.html")
def codes(code, live, cursor):
    """The printed codes of my community, with their history."""
    return codes_of.of_place(code, me(), live=live, cursor=cursor)


@bp.get("/desk/codes/<code>/posters.zip")
@somebody
@asks(asked.PostersOfQuery)
@limited("print", per=("account",))
@downloads("application/zip")
def posters(code, paper, format):
    """The posters of a place and of all below it, to be printed."""
    found = places.place(code)
    return f"{found.name}-海报.zip", printing.print_posters(found, paper, format, by=me())
