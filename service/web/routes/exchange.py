"""What outside systems were to be told: what did not arrive is looked at and sent again."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, shows, somebody
from service.exchange import actions
from service.web.queries import outside as questions
from service.web.schemas.exchange import OutsideQuery

bp = Blueprint("exchange", __name__)


@bp.get("/admin/outside-systems")
@somebody
@asks(OutsideQuery)
@shows("admin/outside.html")
def outside_systems(state, cursor=None):
    """What was to be told and has not arrived, or waits, or has."""
    return questions.outside(me(), state, cursor)


@bp.post("/admin/outside-systems/deliveries/<int(max=9223372036854775807):event_id>/sending")
@somebody
@fills(on=outside_systems)
@leads_to("web.exchange.outside_systems", says="这条推送会重新发送。")
def resend(event_id):
    """Send one again that did not arrive."""
    actions.resend(event_id, by=me())
