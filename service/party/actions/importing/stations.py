"""Importing deliberation stations: a known code may get another name, spot or hours."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.organization.actions.importing.plans import Plan, only_once
from service.organization.actors import Actor
from service.organization.columns import Table
from service.party import hours, levels
from service.party.actions.importing import reading
from service.party.actions.importing.bodies import ENDED, FIXED, write
from service.party.models import DeliberationStation
from service.screening.actions import flaw_of_notice

LONGEST_NAME, LONGEST_SPOT = 64, 128


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, place_code, spot?, hours?`; flaws are noted in the table."""
    only_once(table, "code")
    sites = reading.sites(table)
    columns = ("id", "code", "name", "place_id", "spot", "hours", "ended_on")
    rows = db.session.execute(sa.select(*(getattr(DeliberationStation, name) for name in columns)))
    known = {row.code: row for row in rows}
    plan, new, changed = Plan(), [], []
    for number, values in table.rows:
        row = _read(table, number, values, sites)
        old = known.get(row["code"])
        if old is None:
            new.append(row | {"hours": row["hours"] or [], "created_at": clock.now()})
            plan.added.append(f"{row['code']} {row['name']}")
        else:
            _compare(table, number, row, old, plan, changed)
    plan.write = lambda: write(DeliberationStation, new, changed)
    return plan


def _read(table: Table, number: int, values: dict[str, str], sites: dict) -> dict:
    site = reading.one_of(table, number, "place_code", values["place_code"], sites, reading.NO_PLACE)
    reason = levels.flaw_of_station(site.level) if site else None
    if reason:
        table.refuse(number, "place_code", reason.rstrip("。"))
    for column in ("name", "spot"):
        if flaw := flaw_of_notice(values[column]):
            table.refuse(number, column, flaw)
    spot = table.text(number, "spot", values["spot"], LONGEST_SPOT) if values["spot"] else None
    return {"code": reading.code(table, number, values), "place_id": site.id if site else None, "spot": spot,
            "name": table.text(number, "name", values["name"], LONGEST_NAME),
            "hours": _hours(table, number, values["hours"])}


def _hours(table: Table, number: int, value: str) -> list[dict] | None:
    try:
        return hours.parsed(value) if value else None
    except ValueError as error:
        table.refuse(number, "hours", str(error))
        return None


def _compare(table: Table, number: int, row: dict, old: sa.Row, plan: Plan, changed: list[dict]) -> None:
    """What a list leaves out stays."""
    if old.ended_on is not None:
        table.refuse(number, "code", ENDED)
    if row["place_id"] not in (None, old.place_id):
        table.refuse(number, "place_code", FIXED.format("地点"))
    then = {"name": row["name"], "spot": row["spot"] or old.spot,
            "hours": old.hours if row["hours"] is None else row["hours"]}
    if then == {name: getattr(old, name) for name in then}:
        plan.unchanged += 1
    else:
        changed.append({"id": old.id} | then)
        plan.changed.append(f"{old.code} {old.name} → {row['name']}" if old.name != row["name"]
                            else f"{old.code} {old.name}：位置或开放时间改变")
