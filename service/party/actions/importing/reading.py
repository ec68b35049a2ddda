"""Reading the cells of these lists: codes, places, phones and dates, each flaw under its row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import marshmallow as ma
import sqlalchemy as sa

from service.core.database import db
from service.core.text import PHONE, Phone
from service.organization.columns import Table
from service.organization.models import Place
from service.organization.queries.places import CODE
from service.party import days

AT_ONCE = 1000
MISSING, NO_PLACE, NO_CODE = "没有填写", "没有这个地点", "只能用字母、数字和横线，最多 32 位"
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_phone = Phone()


def chunks(values: Iterable) -> Iterable[list]:
    """A thousand at a time, as databases take them."""
    ordered = sorted(values)
    return (ordered[start:start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


def sites(table: Table) -> dict[str, sa.Row]:
    """`{code: row(id, code, name, level, path)}` of the places the list names."""
    found = {}
    for codes in chunks({values["place_code"] for _, values in table.rows if values["place_code"]}):
        rows = db.session.execute(sa.select(Place.id, Place.code, Place.name, Place.level, Place.path)
                                  .where(Place.code.in_(codes)))
        found.update((row.code, row) for row in rows)
    return found


def code(table: Table, number: int, values: dict[str, str], name: str = "code") -> str:
    """A code for something new, or a flaw."""
    if not CODE.fullmatch(values[name]):
        table.refuse(number, name, NO_CODE if values[name] else MISSING)
    return values[name]


def one_of(table: Table, number: int, name: str, value: str, known: dict, missing: str):
    """What a code stands for among `known`, or None and a flaw."""
    if value not in known:
        table.refuse(number, name, missing if value else MISSING)
    return known.get(value)


def phone(table: Table, number: int, value: str) -> str | None:
    """The phone in the column `phone`, None for none or a flaw."""
    if not value:
        return None
    if value.isascii() and PHONE.match(value) and value.isdecimal():
        return value
    try:
        return _phone.deserialize(value)
    except ma.ValidationError:
        table.refuse(number, "phone", "电话号码不正确")
        return None


def day(table: Table, number: int, name: str, value: str, today: date) -> date | None:
    """The date in a column, None for none or a flaw."""
    if not value:
        return None
    found = DATE.fullmatch(value)
    try:
        read = date(*map(int, found.groups())) if found else None
    except ValueError:
        read = None
    if read is None or read < days.FIRST:
        table.refuse(number, name, "不是正确的日期，应写成 2026-05-01")
    elif read > today:
        table.refuse(number, name, "不能填写将来的日期")
    return read
