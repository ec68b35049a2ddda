"""Importing units: a known code may get another name or place."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.actions.importing.plans import Plan, only_once
from service.organization.actors import Actor
from service.organization.columns import Table
from service.organization.models import Unit
from service.organization.queries import places

LONGEST_NAME = 128


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, place_code`; flaws are noted in the table."""
    only_once(table, "code")
    sites = places.known_by_code({values["place_code"] for _, values in table.rows})
    units = db.session.execute(sa.select(Unit.id, Unit.code, Unit.name, Unit.place_id))
    standing = {unit.code: unit for unit in units}
    plan, new, changed = Plan(), [], []
    for number, values in table.rows:
        row = _read(table, number, values, sites)
        unit = standing.get(row["code"])
        if unit is None:
            new.append(row)
            plan.added.append(f"{row['code']} {row['name']}")
        elif (unit.name, unit.place_id) == (row["name"], row["place_id"]):
            plan.unchanged += 1
        else:
            changed.append({"id": unit.id, "name": row["name"], "place_id": row["place_id"]})
            plan.changed.append(f"{row['code']} {unit.name} → {row['name']}")
    plan.write = lambda: _write(new, changed)
    return plan


def _read(table: Table, number: int, values: dict[str, str], sites: dict) -> dict:
    if not places.CODE.fullmatch(values["code"]):
        table.refuse(number, "code", "只能用字母、数字和横线，最多 32 位" if values["code"] else "没有填写")
    site = sites.get(values["place_code"])
    if site is None:
        table.refuse(number, "place_code", "没有这个地点" if values["place_code"] else "没有填写")
    return {"code": values["code"], "name": table.text(number, "name", values["name"], LONGEST_NAME),
            "place_id": site.id if site else None}


def _write(new: list[dict], changed: list[dict]) -> None:
    if new:
        db.session.execute(sa.insert(Unit), new)
    if changed:
        db.session.execute(sa.update(Unit), changed)
