"""Importing branches: parents may come with the list in any order, a known code may get another name or parent."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.actions.importing.plans import Plan, only_once
from service.organization.actors import Actor
from service.organization.columns import Table
from service.party import levels
from service.party.actions.importing import reading
from service.party.actions.importing.bodies import ENDED, keep, read, standing, write
from service.party.models import PartyBranch


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `code, name, place_code, parent_code?`; no parent means: as it is. Flaws are noted."""
    only_once(table, "code")
    sites, known = reading.sites(table), standing(PartyBranch)
    codes = {row.id: row.code for row in known.values()}
    parents = {row.code: codes.get(row.above_id) for row in known.values()}
    listed = {values["code"]: values["parent_code"] for _, values in table.rows if values["parent_code"]}
    paths = {values["code"]: sites[values["place_code"]].path for _, values in table.rows
             if values["place_code"] in sites} | {code: row.path for code, row in known.items()}
    plan, new, changed, then = Plan(), [], [], parents | listed
    under = {code: over for code, over in listed.items() if parents.get(code) != over}
    for number, values in table.rows:
        row = read(table, number, values, PartyBranch, sites)
        _check(table, number, values, sites.get(values["place_code"]), paths, known)
        _check_round(table, number, values["code"], then)
        old = known.get(row["code"])
        if old is None:
            new.append(row)
            plan.added.append(f"{row['code']} {row['name']}")
        else:
            keep(table, number, row, old, plan, changed, moved=row["code"] in under)
    plan.write = lambda: _write(new, changed, under)
    return plan


def _check(table: Table, number: int, values: dict[str, str], place: sa.Row | None, paths: dict[str, str],
           known: dict[str, sa.Row]) -> None:
    """The level, and the parent: it stands or comes with the list, lives, and lies above."""
    over = values["parent_code"]
    if over and over not in paths:
        table.refuse(number, "parent_code", "没有这个党组织")
    elif over in known and known[over].ended_on is not None:
        table.refuse(number, "parent_code", ENDED)
    reason = levels.flaw_of_branch(place.level, place.path, paths.get(over) if over else None) if place else None
    if reason:
        table.refuse(number, "place_code", reason.rstrip("。"))


def _check_round(table: Table, number: int, code: str, parents: dict[str, str | None]) -> None:
    """Going up from a branch must come to an end."""
    above, seen = parents.get(code), {code}
    while above:
        if above in seen:
            table.refuse(number, "parent_code", "不能放在自己或自己的下级下面")
            return
        seen.add(above)
        above = parents.get(above)


def _write(new: list[dict], changed: list[dict], under: dict[str, str]) -> None:
    write(PartyBranch, new, changed)
    if under:
        ids = {row.code: row.id for row in db.session.execute(sa.select(PartyBranch.code, PartyBranch.id))}
        db.session.execute(sa.update(PartyBranch), [{"id": ids[code], "parent_id": ids[over]}
                                                    for code, over in under.items()])
