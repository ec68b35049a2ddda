"""Importing groups and households: a known code may get another name."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.actions.importing.plans import Plan, only_once
from service.organization.actors import Actor
from service.organization.columns import Table
from service.organization.models import Place
from service.party import levels
from service.party.actions.importing import reading
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch

LONGEST = {PartyBranch: 128, CourtyardGroup: 128, MemberHousehold: 64}
ABOVE = {PartyBranch: "parent_id", CourtyardGroup: "branch_id", MemberHousehold: "group_id"}
FIXED = "这个编码已经有了，{0}不同，不能用导入来改"
NO_PARENT, ENDED = "没有这个{0}", "已经撤销，不能再改"


def standing(kind: type) -> dict[str, sa.Row]:
    """`{code: row(id, code, name, above_id, place_id, ended_on, path)}` of every branch, group or household."""
    rows = db.session.execute(
        sa.select(kind.id, kind.code, kind.name, getattr(kind, ABOVE[kind]).label("above_id"), kind.place_id,
                  kind.ended_on, Place.path).join(Place, Place.id == kind.place_id))
    return {row.code: row for row in rows}


def planned_groups(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, branch_code, place_code`; flaws are noted in the table."""
    return _planned(table, CourtyardGroup, PartyBranch, "branch_code", "党组织",
                    lambda place, above: levels.flaw_of_group(place.level, place.path, above.path))


def planned_households(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, group_code, place_code`; flaws are noted in the table."""
    return _planned(table, MemberHousehold, CourtyardGroup, "group_code", "党小组",
                    lambda place, above: levels.flaw_of_household(place.path, above.path))


def _planned(table: Table, kind: type, parent: type, field: str, word: str, flaw_of) -> Plan:
    only_once(table, "code")
    sites, known, above = reading.sites(table), standing(kind), standing(parent)
    live = {code: row for code, row in above.items() if row.ended_on is None}
    plan, new, renamed = Plan(), [], []
    for number, values in table.rows:
        row = read(table, number, values, kind, sites)
        over = reading.one_of(table, number, field, values[field], live, NO_PARENT.format(word))
        old = known.get(row["code"])
        if old is None:
            _check(table, number, flaw_of, sites.get(values["place_code"]), over)
            new.append(row | {ABOVE[kind]: over.id if over else None})
            plan.added.append(f"{row['code']} {row['name']}")
        else:
            if over and over.id != old.above_id:
                table.refuse(number, field, FIXED.format(word))
            keep(table, number, row, old, plan, renamed)
    plan.write = lambda: write(kind, new, renamed)
    return plan


def read(table: Table, number: int, values: dict[str, str], kind: type, sites: dict) -> dict:
    """`{code, name, place_id}` of a row, flaws noted."""
    site = reading.one_of(table, number, "place_code", values["place_code"], sites, reading.NO_PLACE)
    return {"code": reading.code(table, number, values), "place_id": site.id if site else None,
            "name": table.text(number, "name", values["name"], LONGEST[kind])}


def _check(table: Table, number: int, flaw_of, place: sa.Row | None, above: sa.Row | None) -> None:
    reason = flaw_of(place, above) if place and above else None
    if reason:
        table.refuse(number, "place_code", reason.rstrip("。"))


def keep(table: Table, number: int, row: dict, old: sa.Row, plan: Plan, changed: list[dict],
         *, moved: bool = False) -> None:
    """A known code: its place stays; its name may change, and of a branch the parent (`moved`)."""
    if old.ended_on is not None:
        table.refuse(number, "code", ENDED)
    if row["place_id"] not in (None, old.place_id):
        table.refuse(number, "place_code", FIXED.format("地点"))
    if row["name"] == old.name and not moved:
        plan.unchanged += 1
    else:
        changed.append({"id": old.id, "name": row["name"]})
        plan.changed.append(f"{old.code} {old.name} → {row['name']}" if row["name"] != old.name else
                            f"{old.code} {old.name}：上级改变")


def write(kind: type, new: list[dict], changed: list[dict]) -> None:
    """Insert the new ones and rename the others, in bulk."""
    if new:
        db.session.execute(sa.insert(kind), new)
    if changed:
        db.session.execute(sa.update(kind), changed)
    for some in reading.chunks(row["id"] for row in changed):
        db.session.execute(sa.update(kind).where(kind.id.in_(some)).values(version=kind.version + 1)
                           .execution_options(synchronize_session=False))
