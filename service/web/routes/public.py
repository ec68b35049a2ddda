"""What everybody may read, without an account."""

from flask import Blueprint

from service.core.http import limited
from service.core.pages import anybody, asks, shows
from service.web.queries import public as questions
from service.web.schemas.tickets import PublicQuery

bp = Blueprint("public", __name__)


@bp.get("/public")
@anybody
@asks(PublicQuery)
@limited("lookup", per=("address",))
@shows("public/answers.html")
def answers(place, category, cursor, places):
    """Public matters and their answers, by place and category."""
    return questions.answers(place, category, cursor, places)
