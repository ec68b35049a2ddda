"""Charts of figures: which numbers they show, and in which words."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from service.core.charts import Bar, Tile, bars, heat
from service.statistics.spoken import percent

RATES = (("response", "响应率"), ("resolution", "解决率"), ("satisfaction", "满意率"))
MOST_TILES, MOST_BARS = 60, 24


def of_figures(found: dict, ages: dict, filters: dict[str, str]) -> dict[str, Markup | None]:
    """The charts by name: trend of counts and of each rate, queues, categories, age, heat; None where there is
    nothing to draw."""
    return {"trend": _counts("各月提交的件数", found["months"], "submitted"),
            **{key: _rates(f"各月{name}", found["months"], key) for key, name in RATES},
            "queues": _counts("各队列提交的件数", found["queues"], "submitted"),
            "categories": _counts("各类别提交的件数", found["categories"][:MOST_BARS], "submitted"),
            "ages": _counts("未结束的诉求等了多久", ages["ages"], "count"),
            "heat": _heat(found["places"], filters)}


def _counts(title: str, rows: list[dict], key: str) -> Markup | None:
    if not any(row[key] for row in rows):
        return None
    return bars(title, [Bar(row["name"], row[key], f"{row[key]} 件") for row in rows])


def _rates(title: str, rows: list[dict], key: str) -> Markup | None:
    """A rate by month; a month whose rate is withheld says so and has no bar."""
    if all(row[key]["rate"] is None for row in rows):
        return None
    return bars(title, [Bar(row["name"], row[key]["rate"], "不显示" if row[key]["rate"] is None
                            else percent(row[key])) for row in rows], most=1)


def _heat(rows: list[dict], filters: dict[str, str]) -> Markup | None:
    """A tile for each place below; too many to be drawn stand in the table alone."""
    if not 1 < len(rows) <= MOST_TILES:
        return None
    return heat("各地点提交的件数，方块越多，件数越多", [
        Tile(row["name"], row["submitted"], url_for("web.figures.place", place=row["key"], **filters)) for row in rows])
