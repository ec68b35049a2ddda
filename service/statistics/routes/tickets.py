"""HTTP: the three rates, the backlog, what is overdue and unsolved, what many ask for, and courtyards' year."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, gives_bytes, limited, me, signed_in, takes
from service.core.sheets import Column
from service.feedback.schemas.tickets import COLUMNS
from service.statistics import words
from service.statistics.actions.reporting import print_report
from service.statistics.queries import courtyards
from service.statistics.queries.tickets import backlog, hot, rates, worst
from service.statistics.schemas.tickets import (
    BacklogOut,
    BacklogRowOut,
    CourtyardYearOut,
    FigureRowOut,
    HotOut,
    PlaceListQuery,
    PlaceQuery,
    RateRowsQuery,
    RatesOut,
    RatesQuery,
    ReportQuery,
    WorstTicketOut,
)

bp = Blueprint("ticket_figures", __name__, url_prefix="/api/v1/statistics",
               description="诉求统计：响应率、解决率、满意率，积压、超时和热点")
RATES = tuple(Column(*pair) for pair in (
    ("编码", "key"), ("名称", "name"), ("提交", "submitted"), ("未结束", "open"), ("超时", "overdue"),
    ("应响应", "response.n"), ("按时响应", "response.count"), ("响应率", "response.rate"), ("评价", "resolution.n"),
    ("已解决", "resolution.count"), ("部分解决", "partly"), ("未解决", "no"), ("解决率", "resolution.rate"),
    ("满意", "satisfaction.count"), ("满意率", "satisfaction.rate"), ("自动确认", "auto_confirmed"),
    ("并单", "merged"), ("不予受理", "rejected"), ("撤回", "withdrawn"), ("重办", "reopened")))
AGES = (Column("编码", "key"), Column("名称", "name"), Column("未结束", "total"),
        *(Column(name, f"ages.{number}.count") for number, name in enumerate(words.AGES.values())))
YEAR = (Column("编码", "group.code"), Column("院落党小组", "group.name"), Column("地点", "place.name"),
        Column("已开展", "held"), Column("未开展", "not_held"), Column("待开展", "planned"),
        Column("没有安排", "missing"), Column("民情转诉求", "raised"),
        *(Column(f"{11 - number}个月前" if number < 11 else "本月", f"months.{number}.state", words.DAYS)
          for number in range(12)))


@bp.get("/rates")
@signed_in
@takes(RatesQuery, location="query")
@gives(RatesOut)
def show_rates(place, **wanted):
    """The three rates of the tickets submitted in some months at a place: whole, by place below, queue, category and
    month, each with its n; a rate of fewer than five is withheld."""
    return rates.rates(place, by=me(), **wanted)


@bp.get("/rates/rows")
@signed_in
@takes(RateRowsQuery, location="query")
@exported("rates", *RATES)
@gives(FigureRowOut, many=True)
def list_rates(place, limit, cursor, **wanted):
    """One of the lists of the rates: `of` places, queues, categories or months."""
    return rates.rows(place, by=me(), **wanted)


@bp.get("/backlog")
@signed_in
@takes(PlaceQuery, location="query")
@gives(BacklogOut)
def show_backlog(place):
    """Open tickets at a place by age, and at each place right below it."""
    return backlog.backlog(place, by=me())


@bp.get("/backlog/rows")
@signed_in
@takes(PlaceListQuery, location="query")
@exported("backlog", *AGES)
@gives(BacklogRowOut, many=True)
def list_backlog(place, limit, cursor):
    """The places right below a place, each with the age of what is open."""
    return backlog.rows(place, by=me())


@bp.get("/worst")
@signed_in
@takes(PlaceListQuery, location="query")
@exported("worst", *COLUMNS)
@gives(WorstTicketOut, many=True)
def list_worst(place, limit, cursor):
    """Tickets that are overdue, the earliest limit first, then open ones that were found not solved."""
    return worst.worst(place, by=me(), limit=limit, cursor=cursor)


@bp.get("/hot")
@signed_in
@takes(PlaceQuery, location="query")
@gives(HotOut)
def show_hot(place):
    """Open tickets with the most voices, and what came three times or more at one compound within 30 days."""
    return hot.hot(place, by=me())


@bp.get("/courtyards")
@signed_in
@takes(PlaceListQuery, location="query")
@exported("courtyards", *YEAR)
@gives(CourtyardYearOut, many=True)
def list_courtyards(place, limit, cursor):
    """Each courtyard group at a place and below it, with what became of its day in each of twelve months."""
    return courtyards.year(place, by=me(), limit=limit, cursor=cursor)


@bp.get("/report")
@signed_in
@takes(ReportQuery, location="query")
@limited("print", per=("account",))
@gives_bytes("application/pdf", Cache_Control="private, no-store")
def show_report(place, month):
    """The printable report of a month at a place: rates with their n, counts, by place, queue and category, backlog,
    courtyards' days. Every printing stands in the audit log."""
    return print_report(place, month, by=me())
