"""HTTP: figures by month and place, and the buildings where nobody is registered."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, me, signed_in, takes
from service.core.sheets import Column
from service.statistics.queries import buildings, showing
from service.statistics.schemas.months import (
    BuildingOut,
    FiguresOut,
    MonthOut,
    MonthQuery,
    PlacesBelowQuery,
    PlacesOfMonthQuery,
)

bp = Blueprint("statistics", __name__, url_prefix="/api/v1", description="统计：按月、按地点，不排名，不算个人")
COLUMNS = tuple(Column(*pair) for pair in (
    ("地点编码", "place.code"), ("地点", "place.name"), ("待开展", "days.planned"), ("已开展", "days.held"),
    ("未开展", "days.not_held"), ("未开展：天气", "days.reasons.weather"), ("未开展：农忙", "days.reasons.farming"),
    ("未开展：应急", "days.reasons.emergency"), ("未开展：人少", "days.reasons.too_few"),
    ("未开展：场地", "days.reasons.venue"), ("未开展：其他", "days.reasons.other"),
    ("民情转诉求", "opinions.raised"), ("民情未转", "opinions.not_raised"), ("诉求办理中", "opinions.in_hand"),
    ("诉求已答复", "opinions.answered"), ("诉求已确认", "opinions.outcomes.confirmed"),
    ("诉求自动确认", "opinions.outcomes.auto_confirmed"), ("议定事项未完成", "decisions.open"),
    ("议定事项逾期", "decisions.overdue"), ("议定事项已完成", "decisions.done"), ("议定事项取消", "decisions.dropped"),
    ("报到申请", "registrations.applied"), ("报到接收", "registrations.accepted"), ("现有报到党员", "registered"),
    ("有党员楼栋", "buildings.with_member"), ("无党员楼栋", "buildings.without_member")))


@bp.get("/statistics/month")
@signed_in
@takes(MonthQuery, location="query")
@gives(MonthOut)
def show_month(place, month):
    """What happened in a month at a place, and at each place right below it."""
    return showing.month(place, month, by=me())


@bp.get("/statistics/places")
@signed_in
@takes(PlacesOfMonthQuery, location="query")
@exported("month", *COLUMNS)
@gives(FiguresOut, many=True)
def list_places(place, month, limit, cursor):
    """The places right below a place, each with its month."""
    return showing.places(place, month, by=me(), limit=limit, cursor=cursor)


@bp.get("/statistics/buildings-without-members")
@signed_in
@takes(PlacesBelowQuery, location="query")
@exported("buildings-without-members", Column("编码", "code"), Column("楼栋", "name"), Column("小区", "compound"),
          Column("社区", "community"))
@gives(BuildingOut, many=True)
def list_buildings(place, limit, cursor):
    """Buildings at a place and below it where no member is registered."""
    return buildings.without_members(place, by=me(), limit=limit, cursor=cursor)
