"""The directory of WeChat groups: found by accepted members, kept by workers and owners."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.membership.actions import groups as actions
from service.membership.queries import groups as queries
from service.membership.schemas import groups as shapes

bp = Blueprint("wechat_groups", __name__, url_prefix="/api/v1", description="在职党员微信报到群")
ID = "<int(max=9223372036854775807):group_id>"
AT = "/api/v1/wechat-groups/{id}"


@bp.get("/wechat-groups")
@signed_in
@takes(shapes.WechatGroupsQuery, location="query")
@exported("wechat-groups", Column("群名", "name"), Column("地点", "place.name"), Column("地点编码", "place.code"),
          Column("群主", "owner.display_name"), Column("人数", "member_count"), Column("容量", "capacity"),
          Column("可扫码进群", "joins_by_qr"), Column("二维码有效期至", "qr.expires_at"))
@gives(shapes.WechatGroupOut, many=True)
def find(limit, cursor, place):
    """The groups an accepted member may join, and those a worker keeps."""
    return queries.groups(me(), place=place, limit=limit, cursor=cursor)


@bp.get("/wechat-groups/missing")
@signed_in
@takes(shapes.WithoutGroupQuery, location="query")
@exported("places-without-group", Column("地点", "name"), Column("所在", "parent_name"), Column("地点编码", "code"))
@gives(shapes.WithoutGroupOut, many=True)
def missing(limit, cursor, place):
    """Compounds, courtyards and buildings below a place that no group serves."""
    return queries.missing(place, me(), limit=limit, cursor=cursor)


@bp.get(f"/wechat-groups/{ID}")
@signed_in
@gives(shapes.WechatGroupOut)
def show(group_id):
    """One group: its owner, how full it is, and how one comes in."""
    return queries.shown(group_id, me())


@bp.post("/wechat-groups")
@signed_in
@idempotent
@takes(shapes.WechatGroupIn)
@gives(shapes.WechatGroupOut, status=201, located=AT)
def enter(**facts):
    """Enter a group of a community, compound, courtyard or building."""
    return queries.shown(actions.enter(by=me(), **facts).id, me())


@bp.put(f"/wechat-groups/{ID}")
@signed_in
@takes(shapes.WechatGroupChangeIn)
@gives(shapes.WechatGroupOut)
def change(group_id, **facts):
    """Another name, owner or size."""
    return queries.shown(actions.change(group_id, by=me(), seen=seen(), **facts).id, me())


@bp.delete(f"/wechat-groups/{ID}")
@signed_in
@gives(None, status=204)
def end(group_id):
    """The group is dissolved."""
    actions.end(group_id, by=me(), seen=seen())


@bp.put(f"/wechat-groups/{ID}/qr")
@signed_in
@takes(shapes.GroupQrIn)
@gives(shapes.WechatGroupOut)
def renew(group_id, photo_id, expires_at=None):
    """A fresh QR picture; WeChat lets it work for seven days."""
    group = actions.renew_qr(group_id, by=me(), seen=seen(), photo_id=photo_id, expires_at=expires_at)
    return queries.shown(group.id, me())


@bp.put(f"/wechat-groups/{ID}/member-count")
@signed_in
@takes(shapes.MemberCountIn)
@gives(shapes.WechatGroupOut)
def count(group_id, member_count):
    """How many are in it, as the owner or a worker says."""
    return queries.shown(actions.state_count(group_id, by=me(), seen=seen(), member_count=member_count).id, me())
