"""What somebody has to look at before everybody may see it."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.screening import actions, queries
from service.screening import routes as api
from service.screening.schemas import DecisionIn
from service.web.schemas.lists import ListPageQuery

bp = Blueprint("reviews", __name__)


@bp.get("/desk/reviews")
@somebody
@asks(ListPageQuery)
@shows("desk/reviews.html")
@takes_home(api.reviews)
def reviews(cursor):
    """Texts and pictures of my places that wait to be looked at, the oldest first."""
    return {"page": queries.reviews_in_full(me(), limit=20, cursor=cursor)}


@bp.post("/desk/reviews/<int(max=9223372036854775807):check_id>/decision")
@somebody
@fills(DecisionIn, on=reviews)
@leads_to("web.reviews.reviews", says="已处理。")
def decide(check_id, **decision):
    """Show it to everybody, or hide it and say why; the matter goes on either way."""
    actions.decide(check_id, by=me(), seen=seen(), **decision)
