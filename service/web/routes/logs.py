"""The log of a party-mass day on one page: written with drafts, handed in, approved by another person."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, brought, fills, kept, leads_to, seen, shows, somebody, takes_home
from service.courtyard.routes import logs as api
from service.courtyard.schemas import logs as shapes
from service.web.actions import courtyard as actions
from service.web.actions.picturing import MEGABYTES, bring
from service.web.queries import courtyard as questions
from service.web.schemas.courtyard import LogPageIn, LogsQuery

bp = Blueprint("logs", __name__)
LOG = "/courtyard/days/<int(max=9223372036854775807):day_id>/log"


def _pictures():
    return bring(brought("pictures"), by=me())


@bp.get("/courtyard/logs")
@somebody
@shows("courtyard/logs.html")
@asks(LogsQuery)
@takes_home(api.activity_logs)
def logs(**wanted):
    """The logs one may see; for a secretary those that wait for him."""
    return questions.logs_of(me(), **wanted)


@bp.get(LOG)
@somebody
@shows("courtyard/log.html")
def log(day_id):
    """The log of a day: to be written, or to be read."""
    return questions.log(day_id, me(), kept("photos", "brought"))


@bp.post(LOG)
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(LogPageIn, on=log, beforehand=_pictures, megabytes=MEGABYTES)
@leads_to("web.logs.log", says="草稿已保存，还没有提交。")
def save(day_id, **draft):
    """Save the whole draft."""
    actions.save(day_id, by=me(), seen=seen(), **draft)


@bp.post(f"{LOG}/submission")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(LogPageIn, on=log, beforehand=_pictures, megabytes=MEGABYTES)
@leads_to("web.logs.log", says="记录已提交，等支部书记审核；大家提的意见已经转成诉求。")
def submit(day_id, **draft):
    """Save what stands on the page and submit it."""
    actions.hand_in(day_id, by=me(), seen=seen(), **draft)


@bp.get(f"{LOG}/draft")
@somebody
@shows("courtyard/saved.html")
def saved(day_id):
    """Which version of the draft the server has; asked by the page that is being written."""
    return questions.saved(day_id, me())


@bp.post(f"{LOG}/draft")
@somebody
@fills(LogPageIn, on=saved)
@shows("courtyard/saved.html")
def keep(day_id, **draft):
    """Save the draft while it is being written."""
    actions.save(day_id, by=me(), seen=seen(), **draft)
    return questions.saved(day_id, me())


@bp.post(f"{LOG}/discarding")
@somebody
@fills(on=log)
@leads_to("web.courtyard.day", says="草稿已删除。")
def discard(day_id):
    """Throw the draft away."""
    actions.discard(day_id, by=me(), seen=seen())


@bp.post(f"{LOG}/approval")
@somebody
@fills(shapes.ApprovalIn, on=log)
@leads_to("web.logs.log", says="已通过。从现在起只能补充说明，不能改写。")
def approve(day_id):
    """Approve a submitted log."""
    actions.approve(day_id, by=me(), seen=seen())


@bp.post(f"{LOG}/return")
@somebody
@fills(shapes.ReturnIn, on=log)
@leads_to("web.logs.log", says="已退回，记录人会收到您写的原因。")
def send_back(day_id, reason):
    """Return a submitted log with a reason."""
    actions.send_back(day_id, by=me(), seen=seen(), reason=reason)


@bp.post(f"{LOG}/amendments")
@somebody
@fills(shapes.AmendmentIn, on=log)
@leads_to("web.logs.log", says="补充说明已经写上。")
def amend(day_id, text):
    """Add something beside an approved log."""
    actions.amend(day_id, by=me(), seen=seen(), text=text)
