"""The figures of a place as a page shows them: numbers with their n in words, charts, and ways down."""

from __future__ import annotations

import re

from flask import Response, redirect, url_for

from service.core import clock
from service.core.errors import Forbidden, NotFound
from service.feedback import policy as tickets_policy
from service.feedback.catalogue import shelf
from service.organization.actors import Actor
from service.organization.queries import places
from service.party.policy import READERS
from service.statistics import policy
from service.statistics.local_time import first_day, month_at
from service.statistics.queries import courtyards
from service.statistics.queries.tickets import backlog, hot, rates, worst
from service.statistics.queries.tickets.places import seen, spot
from service.web.queries import drilling, pictures
from service.web.queries.desk import named_categories

WORST, PAGE, YARDS = 5, 20, 12
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
CHOICE = 36


def mine(by: Actor) -> dict | Response:
    """The places he looks after, by code; where it is one, straight on to it. Raises Forbidden for who has none."""
    held = {grant.code: {"code": grant.code, "name": grant.name, "level": grant.level} for grant in by.held(*READERS)}
    if not held:
        raise Forbidden("统计给社区、村、镇街和区里的工作人员看。")
    if len(held) == 1:
        return redirect(url_for("web.figures.place", place=next(iter(held))), 303)
    return {"places": [held[code] for code in sorted(held)]}


def place(code: str, by: Actor, **asked) -> dict:
    """All that the page of a place shows. Raises NotFound, Forbidden, Invalid."""
    here = spot(code, by)
    found, ages = rates.at(here, **asked), backlog.at(here)
    late, many = worst.at(here.place, by, limit=WORST), hot.at(here.place, by)
    year = courtyards.at(here.place, limit=YARDS)
    tickets = [*late.items, *(row["ticket"] for row in [*many["supported"], *many["joined"]])]
    filters = {name: str(value) for name, value in asked.items() if value is not None}
    return {"found": found, "ages": ages, "late": late, "hot": many, "year": year, "filters": filters,
            "where": _where(tickets), "months": _months(), "topics": _topics(),
            "above": [each for each in here.line[:-1] if policy.may_see_figures(by, each.path)],
            "ways": drilling.ways(found, here.place, by), "present": month_at(clock.now()),
            "charts": pictures.of_figures(found, ages, filters)}


def worst_of(code: str, by: Actor, cursor: str | None) -> dict:
    """A page of what is late or not solved. Raises NotFound, Forbidden, Invalid."""
    place = seen(code, by)
    page = worst.at(place, by, limit=PAGE, cursor=cursor)
    return {"place": place, "page": page, "where": _where(page.items)}


def courtyards_of(code: str, by: Actor, cursor: str | None) -> dict:
    """A page of courtyards with their year. Raises NotFound, Forbidden, Invalid."""
    place = seen(code, by)
    return {"place": place, "year": courtyards.at(place, limit=PAGE, cursor=cursor)}


def ledger(by: Actor, **asked) -> dict:
    """What the ledger may be narrowed down by, and whether he may have contacts in it. Raises Forbidden."""
    grants = by.held(*tickets_policy.READERS)
    if not grants:
        raise Forbidden("台账给社区和督办人员导出。")
    known = {grant.code: grant.name for grant in grants}
    known |= {each["code"]: each["name"] for each in places.directly_below(grant.place_id for grant in grants)}
    if asked["place"] and asked["place"] not in known:
        known[asked["place"]] = places.place(asked["place"]).name
    return {"asked": asked, "places": list(known.items()), "categories": named_categories(),
            "may_have_contacts": tickets_policy.may_list_contacts(by)}


def checked_month(month: str) -> str:
    """The month of an address. Raises NotFound for what is none."""
    if not MONTH.fullmatch(month):
        raise NotFound("没有这个月份。")
    return month


def _where(tickets: list[dict]) -> dict[str, str]:
    return places.written_out(item["place"]["code"] for item in tickets) if tickets else {}


def _months() -> list[tuple[str, str]]:
    """The months one may choose from, the present one first."""
    present = month_at(clock.now())
    found = [first_day(present, -later) for later in range(CHOICE)]
    return [(f"{day:%Y-%m}", f"{day.year}年{day.month}月") for day in found]


def _topics() -> list[tuple[str, str]]:
    return [(code, topic.name) for code, topic in shelf().topics.items() if topic.parent_code is None]
