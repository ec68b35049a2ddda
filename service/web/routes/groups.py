"""WeChat groups kept by workers: another name, owner or size, and the places that have none."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.membership.routes import groups as api
from service.membership.schemas.groups import WechatGroupChangeIn
from service.web.actions.membership import change_group
from service.web.queries import groups as questions
from service.web.schemas.lists import ListPageQuery

bp = Blueprint("groups", __name__)
GROUP = "/member/groups/<int(max=9223372036854775807):group_id>/change"


@bp.get(GROUP)
@somebody
@shows("membership/group.html")
def group(group_id):
    """What stands in the directory about a group, to be changed."""
    return questions.group(group_id, me())


@bp.post(GROUP)
@somebody
@fills(WechatGroupChangeIn, on=group)
@leads_to("web.service.directory", says="已改好。")
def change(group_id, **facts):
    """Another name, owner or size."""
    change_group(group_id, by=me(), seen=seen(), **facts)


@bp.get("/member/groups/missing/<place>")
@somebody
@asks(ListPageQuery)
@shows("membership/missing.html")
@takes_home(api.missing)
def missing(place, cursor=None):
    """Compounds, courtyards and buildings that no group serves."""
    return questions.missing(me(), place, cursor)
