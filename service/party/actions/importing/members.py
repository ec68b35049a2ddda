"""Importing members: the same phone on the same roster is the same person, and without phones the same name."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from service.core.keys import blind_indexes
from service.organization.actions.importing.plans import Plan
from service.organization.actors import Actor
from service.organization.columns import Table
from service.party import days
from service.party.actions.importing import reading
from service.party.actions.importing.people import Roster, Rosters, live_bodies, roster_of
from service.party.actions.importing.writing import write_members

LONGEST_NAME = 64
NAMESAKE = "名册上已有同名的人，手机不同：同一个人请先在名册里改手机，不是请把两人都列入"
WORDS = {"branch": "党组织", "group": "党小组", "unit": "单位"}


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `name, phone?, branch_code | group_code | unit_code, joined_on?`; flaws are noted."""
    bodies, rosters, today = live_bodies(), Rosters.now(), days.today()
    rows = [_read(table, number, values, bodies, today) for number, values in table.rows]
    _check_list(table, rows)
    matched = {id(row): _standing(table, row, rosters) for row in rows if row["roster"]}
    taken = {old.id for old in matched.values() if old is not None}
    plan, new, changed = Plan(), [], []
    for row in rows:
        old = matched.get(id(row))
        if old is None:
            _check_new(table, row, rosters, taken)
            new.append(row)
            plan.added.append(f"{row['name']}（{row['body']}）")
        elif change := _change(row, old):
            changed.append(change)
            plan.changed.append(f"{old.name}（{row['body']}）" + (f" → {row['name']}" if old.name != row["name"]
                                                               else "：手机或党小组改变"))
        else:
            plan.unchanged += 1
    plan.write = lambda: write_members(new, changed)
    return plan


def _read(table: Table, number: int, values: dict[str, str], bodies: dict, today) -> dict:
    found = {}
    for kind, word in WORDS.items():
        code = values[f"{kind}_code"]
        if code and code not in bodies[kind]:
            table.refuse(number, f"{kind}_code", f"没有这个{word}")
        found[kind] = bodies[kind].get(code)
    roster = _roster(table, number, values, found)
    body = found["unit"] or found["group"] or found["branch"]
    return {"number": number, "roster": roster, "name": table.text(number, "name", values["name"], LONGEST_NAME),
            "phone": reading.phone(table, number, values["phone"]), "body": body.name if body else "",
            "group_id": found["group"].id if found["group"] else None,
            "joined_on": reading.day(table, number, "joined_on", values["joined_on"], today) or today}


def _roster(table: Table, number: int, values: dict[str, str], found: dict) -> Roster | None:
    """Which roster a row is for: a unit's, or a branch's, which a group belongs to."""
    branch, group, unit = found["branch"], found["group"], found["unit"]
    of_branch, of_unit = values["branch_code"] or values["group_code"], values["unit_code"]
    if bool(of_branch) == bool(of_unit):
        table.refuse(number, "unit_code" if of_unit else "branch_code", "党组织和单位填一个，不能都填或都不填")
        return None
    if branch and group and group.branch_id != branch.id:
        table.refuse(number, "group_code", "党小组不属于这个党组织")
    if unit:
        return ("unit", unit.id)
    return ("branch", (branch or group).branch_id) if branch or group else None


def _check_list(table: Table, rows: list[dict]) -> None:
    """Nobody stands twice in a list: no phone twice, and who share a name in one body are told apart by phones."""
    first: dict[str, int] = {}
    homonyms = Counter((row["roster"], row["name"]) for row in rows if row["roster"])
    for row in rows:
        number, phone, key = row["number"], row["phone"], (row["roster"], row["name"])
        if phone and first.setdefault(phone, number) != number:
            table.refuse(number, "phone", f"和第 {first[phone]} 行重复")
        if row["roster"] and homonyms[key] > 1 and not phone:
            table.refuse(number, "name", "同一个组织里有同名的，请填写手机以便区分")


def _standing(table: Table, row: dict, rosters: Rosters) -> sa.Row | None:
    """Who of the roster a row is, or None for somebody new."""
    old = rosters.with_phone(row["phone"])
    if old is not None:
        if roster_of(old) == row["roster"]:
            return old
        table.refuse(row["number"], "phone", "这个人已经在另一个组织的名册上，请先办理转出")
        return None
    same = rosters.named(row["roster"], row["name"])
    if row["phone"]:
        same = [other for other in same if other.phone_index is None]
    if len(same) > 1:
        table.refuse(row["number"], "name", "名册上有几位同名的，请填写手机以便区分")
    return same[0] if len(same) == 1 else None


def _check_new(table: Table, row: dict, rosters: Rosters, taken: set[int]) -> None:
    """A namesake with another phone is somebody else only if the list names both."""
    if row["roster"] and any(other.id not in taken for other in rosters.named(row["roster"], row["name"])):
        table.refuse(row["number"], "phone", NAMESAKE)


def _change(row: dict, old: sa.Row) -> dict | None:
    """What a list changes on a member; what it leaves out stays."""
    change = {}
    if old.name != row["name"]:
        change["name"] = row["name"]
    if row["phone"] and old.phone_index is None:
        change |= {"phone": row["phone"], "phone_index": blind_indexes(row["phone"], "phone")[0]}
    if row["group_id"] and old.group_id != row["group_id"]:
        change["group_id"] = row["group_id"]
    return {"id": old.id, **change} if change else None
