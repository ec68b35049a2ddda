"""Reporting a matter: from the scanned code or a chosen place to the number of the ticket."""

from flask import Blueprint

from service.core.http import limited, me, someone
from service.core.pages import anybody, fills, leads_to, shows, somebody
from service.feedback import actions
from service.feedback.schemas.verbs import TicketIn
from service.web.queries import reporting

bp = Blueprint("reporting", __name__)


@bp.get("/q/<token>")
@anybody
@shows("reporting/form.html")
def scanned(token):
    """The form for the place a printed code stands for."""
    return reporting.at_code(token, someone())


@bp.post("/q/<token>")
@somebody
@fills(TicketIn, on=scanned)
@limited("submit", per=("account", "code_token", "address"))
@leads_to("web.tickets.ticket", says="已收到您的反映。")
def submit(token, **matter):
    """Submit a matter; it is routed to its queue at once."""
    return {"number": actions.submit(by=me(), **matter).number}
