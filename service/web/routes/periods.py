"""The periods of yearly feedback, opened by the district for all communities."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, shows, somebody
from service.membership.actions import feedback
from service.membership.schemas.feedback import FeedbackPeriodIn
from service.web.queries import membership as questions
from service.web.schemas.admin import CursorQuery

bp = Blueprint("periods", __name__)


@bp.get("/admin/feedback-periods")
@somebody
@asks(CursorQuery)
@shows("admin/periods.html")
def periods(cursor=None):
    """All periods, the newest first."""
    return questions.periods(me(), cursor)


@bp.post("/admin/feedback-periods")
@somebody
@fills(FeedbackPeriodIn, on=periods)
@leads_to("web.periods.periods", says="周期已经开始，社区可以写了。")
def open_period(**period):
    """Open a period for the whole district."""
    feedback.create_period(by=me(), **period)
