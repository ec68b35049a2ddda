"""Tickets: submitting, looking, and finding them."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, limited, me, perhaps_signed_in, signed_in, someone, takes
from service.feedback import actions
from service.feedback.queries import catalogue as catalogue_queries
from service.feedback.queries import lists, showing
from service.feedback.queries import nearby as around
from service.feedback.schemas.tickets import (
    COLUMNS,
    CandidatesOut,
    CategoriesOut,
    NearbyOut,
    NearbyQuery,
    QueuesOut,
    TicketOut,
    TicketsQuery,
    TicketSummaryOut,
)
from service.feedback.schemas.verbs import TicketIn

bp = Blueprint("tickets", __name__, url_prefix="/api/v1", description="诉求：提交、查看、查找")


@bp.post("/tickets")
@signed_in
@idempotent
@takes(TicketIn)
@limited("submit", per=("account", "code_token", "address"))
@gives(TicketOut, status=201, located="/api/v1/tickets/{number}")
def submit(**matter):
    """Submit a matter at a place; it is routed to its queue at once."""
    return showing.fresh(actions.submit(by=me(), **matter), me())


@bp.get("/tickets")
@perhaps_signed_in
@takes(TicketsQuery, location="query")
@exported("tickets", *COLUMNS)
@gives(TicketSummaryOut, many=True)
def tickets(**wanted):
    """A page of one view: mine, queue (what I may claim), place (what I oversee), public."""
    return lists.tickets(someone(), **wanted)


@bp.get("/tickets/nearby")
@signed_in
@takes(NearbyQuery, location="query")
@limited("lookup", per=("address",))
@gives(NearbyOut)
def nearby(place, category):
    """Open matters at the same building or compound, for "me too" before submitting."""
    return {"items": around.nearby(place, category), "next": None}


@bp.get("/tickets/<number>")
@perhaps_signed_in
@gives(TicketOut)
def ticket(number):
    """One ticket, as much of it as the caller may see."""
    return showing.seen_by(number, someone())


@bp.get("/tickets/<number>/candidates")
@signed_in
@gives(CandidatesOut)
def candidates(number):
    """Who could be given this ticket, and how many each already holds."""
    return {"items": lists.candidates(number, me())}


@bp.get("/queues")
@signed_in
@gives(QueuesOut)
def queues():
    """Per queue the caller works in: how many wait, how many are overdue, since when, how many are his."""
    return {"items": lists.queues(me())}


@bp.get("/categories")
@perhaps_signed_in
@gives(CategoriesOut)
def categories():
    """The tree of categories."""
    return {"items": catalogue_queries.categories(), "next": None}
