"""Reporting a matter: from the scanned code or a chosen place to the number of the ticket."""

from flask import Blueprint

from service.core.http import limited, me, someone
from service.core.pages import anybody, asks, brought, fills, kept, leads_to, shows, somebody
from service.feedback import actions
from service.feedback.schemas.verbs import TicketIn
from service.web.actions.picturing import MEGABYTES, bring, together
from service.web.queries import reporting
from service.web.schemas.places import ChoosingQuery

bp = Blueprint("reporting", __name__)
SAYS = "已收到您的反映。"


def _pictures():
    return bring(brought("pictures"), by=me())


@bp.get("/report")
@anybody
@asks(ChoosingQuery)
@limited("lookup", per=("address",))
@shows("reporting/choose.html")
def choose(place, cursor):
    """Choose the place step by step: town, community, compound, building."""
    return reporting.choosing(place, cursor)


@bp.get("/q/<token>")
@anybody
@limited("lookup", per=("address",))
@shows("reporting/form.html")
def scanned(token):
    """The form for the place a printed code stands for."""
    return reporting.at_code(token, someone(), kept("photos", "brought"))


@bp.post("/q/<token>")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(TicketIn, on=scanned, beforehand=_pictures, megabytes=MEGABYTES)
@limited("submit", per=("account", "code_token", "address"))
@leads_to("web.tickets.ticket", says=SAYS)
def submit(token, brought, flawed, photos=(), **matter):
    """Submit a matter at the place of a code; it is routed to its queue at once."""
    photos = together(photos, brought=brought, flawed=flawed)
    return {"number": actions.submit(by=me(), photos=photos, **matter).number}


@bp.get("/report/<code>")
@anybody
@limited("lookup", per=("address",))
@shows("reporting/form.html")
def chosen(code):
    """The form for a place that was chosen."""
    return reporting.at_place(code, someone(), kept("photos", "brought"))


@bp.post("/report/<code>")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(TicketIn, on=chosen, beforehand=_pictures, megabytes=MEGABYTES)
@limited("submit", per=("account", "address"))
@leads_to("web.tickets.ticket", says=SAYS)
def submit_there(code, brought, flawed, photos=(), **matter):
    """Submit a matter at a place that was chosen."""
    photos = together(photos, brought=brought, flawed=flawed)
    return {"number": actions.submit(by=me(), photos=photos, **matter).number}
