"""Months and days as the clock on the wall in Changshou has them, of a moment and of a column; and a category's top."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from service.core import clock


class month_of(FunctionElement):
    """`2026-03` of a date, or of a stored moment."""

    type = sa.String()
    inherit_cache = True


class day_of(FunctionElement):
    """The local day of a stored moment."""

    type = sa.Date()
    inherit_cache = True


class top_of(FunctionElement):
    """`facilities` of the category `facilities.lamp`; "" of none."""

    type = sa.String()
    inherit_cache = True


def _only(element, compiler, **kw) -> str:
    return compiler.process(element.clauses.clauses[0], **kw)


@compiles(month_of, "sqlite")
def _month_sqlite(element, compiler, **kw):
    shift = "" if isinstance(element.clauses.clauses[0].type, sa.Date) else ", '+8 hours'"
    return f"strftime('%Y-%m', {_only(element, compiler, **kw)}{shift})"


@compiles(month_of, "postgresql")
def _month_postgresql(element, compiler, **kw):
    zone = "" if isinstance(element.clauses.clauses[0].type, sa.Date) else " AT TIME ZONE 'Asia/Shanghai'"
    return f"to_char({_only(element, compiler, **kw)}{zone}, 'YYYY-MM')"


@compiles(day_of, "sqlite")
def _day_sqlite(element, compiler, **kw):
    return f"date({_only(element, compiler, **kw)}, '+8 hours')"


@compiles(day_of, "postgresql")
def _day_postgresql(element, compiler, **kw):
    return f"CAST({_only(element, compiler, **kw)} AT TIME ZONE 'Asia/Shanghai' AS DATE)"


@compiles(top_of, "sqlite")
def _top_sqlite(element, compiler, **kw):
    code = _only(element, compiler, **kw)
    return f"coalesce(substr({code}, 1, instr({code} || '.', '.') - 1), '')"


@compiles(top_of, "postgresql")
def _top_postgresql(element, compiler, **kw):
    return f"coalesce(split_part({_only(element, compiler, **kw)}, '.', 1), '')"


def month_at(moment: datetime) -> str:
    """The local month of a moment."""
    return f"{clock.local(moment):%Y-%m}"


def first_day(month: str, later: int = 0) -> date:
    """The first day of the month so many months later (or earlier, below nought)."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + later
    return date(number // 12, number % 12 + 1, 1)


def begin_of(month: str, later: int = 0) -> datetime:
    """The first moment of the month so many months later."""
    day = first_day(month, later)
    return datetime(day.year, day.month, day.day, tzinfo=clock.LOCAL)


def months(since: str, until: str) -> list[str]:
    """Every month from one to the other, both in it; none when they stand the wrong way round."""
    found, number = [], 0
    while (month := f"{first_day(since, number):%Y-%m}") <= until:
        found.append(month)
        number += 1
    return found
