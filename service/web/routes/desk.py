"""The desk: queues to claim from, what one holds, the matters of a place, the codes that hang there."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, downloads, fills, leads_to, refreshes, seen, shows, somebody, takes_home
from service.feedback import actions
from service.feedback.routes import tickets as api
from service.organization.actions import codes as printing
from service.organization.queries import places
from service.organization.routes.codes import list_codes
from service.web.queries import codes as codes_of
from service.web.queries import desk as questions
from service.web.schemas import desk as asked
from service.web.schemas.lists import ListPageQuery

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
@leads_to("web.handling.ticket", says="您已接单。")
def claim(number):
    """Take on what waits, right from the list; the first one wins."""
    actions.claim(number, by=me(), seen=seen())


@bp.get("/desk/mine")
@somebody
@asks(ListPageQuery)
@shows("desk/mine.html")
@takes_home(api.tickets, view="holding")
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


@bp.get("/desk/waiting/file")
@somebody
@asks(asked.WaitingFileQuery)
@takes_home(api.tickets, view="queue")
def waiting_file(**wanted):
    """What waits for me, as a file."""


@bp.get("/desk/codes/<code>/list")
@somebody
@asks(asked.CodesFileQuery)
@takes_home(list_codes)
def codes_file(code, live):
    """The codes of a place and of all below it with their history, as a file."""
