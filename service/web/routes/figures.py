"""Figures for who oversees a place: the three rates, what is late, where it is hot; and all of it to be taken home."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, downloads, fills, shows, somebody, takes_home
from service.feedback.routes.ledger import ledger_with_contacts, list_ledger
from service.feedback.schemas.ledger import LedgerContactsIn
from service.statistics.actions.reporting import print_report
from service.statistics.routes import tickets as api
from service.web.queries import figures as questions
from service.web.schemas import figures as asked
from service.web.schemas.lists import FileQuery, ListPageQuery

bp = Blueprint("figures", __name__)


@bp.get("/figures")
@somebody
@shows("figures/mine.html")
def mine():
    """The places I look after; the only one at once."""
    return questions.mine(me())


@bp.get("/figures/<place>")
@somebody
@asks(asked.FiguresQuery)
@shows("figures/place.html")
def place(place, **wanted):
    """The figures of a place, the worst first."""
    return questions.place(place, me(), **wanted)


@bp.get("/figures/<place>/worst")
@somebody
@asks(ListPageQuery)
@shows("figures/worst.html")
@takes_home(api.list_worst)
def worst(place, cursor):
    """What is overdue, then what was not solved: page after page, or all of it as a file."""
    return questions.worst_of(place, me(), cursor)


@bp.get("/figures/<place>/courtyards")
@somebody
@asks(ListPageQuery)
@shows("figures/courtyards.html")
@takes_home(api.list_courtyards)
def courtyards(place, cursor):
    """Each courtyard group's last twelve months: page after page, or all of it as a file."""
    return questions.courtyards_of(place, me(), cursor)


@bp.get("/figures/<place>/rates")
@somebody
@asks(asked.RatesFileQuery)
@takes_home(api.list_rates)
def rates_file(place, **wanted):
    """The rates by place, queue, category or month, as a file."""


@bp.get("/figures/<place>/backlog")
@somebody
@asks(FileQuery)
@takes_home(api.list_backlog)
def backlog_file(place):
    """The age of what is open at each place below, as a file."""


@bp.get("/figures/<place>/<month>.pdf")
@somebody
@limited("print", per=("account",))
@downloads("application/pdf")
def report(place, month):
    """The printable report of a month."""
    return f"{questions.checked_month(month)}-月报.pdf", print_report(place, month, by=me())


@bp.get("/figures/ledger")
@somebody
@asks(asked.LedgerQuery)
@shows("figures/ledger.html")
@takes_home(list_ledger)
def ledger(**wanted):
    """Choose what goes into the ledger; with a format, the ledger itself."""
    return questions.ledger(me(), **wanted)


@bp.post("/figures/ledger/contacts")
@somebody
@fills(LedgerContactsIn, on=ledger)
@limited("person", per=("account",))
@takes_home(ledger_with_contacts)
def ledger_contacts(**wanted):
    """The ledger with the contacts one may reveal, for a reason that is kept."""
