"""Importing places: a known code keeps its place in the tree and may get another name and number of households."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.actions.importing.plans import Plan, only_once
from service.organization.actions.places import plant
from service.organization.actors import Actor
from service.organization.columns import LEVELS, Table
from service.organization.models import MOST_HOUSEHOLDS, Level, Place
from service.organization.queries import places
from service.organization.tree import LIES_IN

LONGEST_NAME = 64
ELSEWHERE = "这个编码已经有了，上级不同，不能用导入来改"


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, level, parent_code, households`, in any order; an empty number leaves
    what stands. Flaws are noted in the table."""
    only_once(table, "code")
    rows = [(number, _read(table, number, values)) for number, values in table.rows]
    named = {row[key] for _, row in rows for key in ("code", "parent_code") if row[key]}
    standing = places.known_by_code(named)
    levels = {row["code"]: row["level"] for _, row in rows}
    levels |= {code: place.level for code, place in standing.items()}
    plan, new, changed = Plan(), [], []
    for number, row in rows:
        place = standing.get(row["code"])
        if place is None:
            _check_parent(table, number, row, levels)
            new.append(row)
            plan.added.append(f"{row['code']} {row['name']}")
        else:
            _check_standing(table, number, row, place, levels)
            facts = {"name": row["name"], "households": place.households if row["households"] is None
                     else row["households"]}
            if facts == {"name": place.name, "households": place.households}:
                plan.unchanged += 1
            else:
                changed.append({"id": place.id} | facts)
                plan.changed.append(f"{row['code']} {_changes(place, facts)}")
    plan.write = lambda: _write(new, changed)
    return plan


def _changes(place: sa.Row, facts: dict) -> str:
    named = f"{place.name} → {facts['name']}" if place.name != facts["name"] else place.name
    return named + ("" if place.households == facts["households"] else f"，{facts['households']} 户")


def _read(table: Table, number: int, values: dict[str, str]) -> dict:
    for name in ("code", "parent_code"):
        if values[name] and not places.CODE.fullmatch(values[name]):
            table.refuse(number, name, "只能用字母、数字和横线，最多 32 位")
    if not values["code"]:
        table.refuse(number, "code", "没有填写")
    return {"code": values["code"], "parent_code": values["parent_code"],
            "name": table.text(number, "name", values["name"], LONGEST_NAME),
            "level": table.word(number, "level", values["level"], LEVELS),
            "households": table.count(number, "households", values["households"], MOST_HOUSEHOLDS)}


def _check_parent(table: Table, number: int, row: dict, levels: dict[str, Level | None]) -> None:
    """The parent stands or comes with the list, and a place of this level may lie in it."""
    if row["level"] is Level.DISTRICT:
        table.refuse(number, "level", "区是预先建好的，不能用导入添加")
    elif not row["parent_code"]:
        table.refuse(number, "parent_code", "没有填写")
    elif row["parent_code"] not in levels:
        table.refuse(number, "parent_code", "没有这个地点")
    elif row["level"] and (above := levels[row["parent_code"]]) and above not in LIES_IN[row["level"]]:
        table.refuse(number, "parent_code", "这一级不能放在这个地点下面")


def _check_standing(table: Table, number: int, row: dict, place: sa.Row, levels: dict) -> None:
    """An import renames and counts; moving a place would move its history too."""
    if row["level"] and row["level"] != place.level:
        table.refuse(number, "level", "这个编码已经有了，级别不同，不能用导入来改")
    if row["parent_code"] != (place.parent_code or ""):
        known = not row["parent_code"] or row["parent_code"] in levels
        table.refuse(number, "parent_code", ELSEWHERE if known else "没有这个地点")


def _write(new: list[dict], changed: list[dict]) -> None:
    if new:
        plant(new)
    if changed:
        db.session.execute(sa.update(Place), changed)
