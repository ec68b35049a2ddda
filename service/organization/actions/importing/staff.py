"""Importing staff: a known username is the same person; who already holds the role there gets nothing more.

No password comes from a list: the operator gives one with `flask accounts set-password`.
"""

from __future__ import annotations

from dataclasses import dataclass

import marshmallow as ma
import sqlalchemy as sa

from service.accounts import queries as accounts
from service.accounts.actions.naming import USERNAME
from service.accounts.models import Account
from service.core.database import db
from service.core.keys import blind_indexes
from service.core.text import Phone
from service.organization.actions.importing.appointing import appoint
from service.organization.actions.importing.plans import Plan
from service.organization.actors import Actor
from service.organization.columns import ROLES, Table
from service.organization.models import Grant, Role, Unit
from service.organization.queries import places
from service.organization.tree import STANDS_AT

LONGEST_NAME, AT_ONCE = 64, 1000
NO_USERNAME = "应为 3–32 个小写字母、数字、点、横线，以字母开头"


@dataclass(frozen=True, slots=True)
class Known:
    """What stands already: accounts by username, places and units by code, live grants with their unit."""

    people: dict[str, sa.Row]
    sites: dict[str, sa.Row]
    units: dict[str, int]
    grants: dict[tuple[int, Role, int], int | None]


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list of staff, one role a row; flaws are noted in the table."""
    known = _known(table)
    people: dict[str, dict] = {}
    given: dict[tuple, dict] = {}
    for number, values in table.rows:
        row = _read(table, number, values, known)
        first = people.setdefault(row["username"], row)
        if (first["display_name"], first["phone"]) != (row["display_name"], row["phone"]):
            table.refuse(number, "username", f"和第 {first['number']} 行用户名相同，姓名或手机不同")
        again = given.setdefault((row["username"], row["role"], row["place_id"]), row)
        if again is not row:
            table.refuse(number, "username", f"和第 {again['number']} 行重复")
    return Plan() if table.flaws else _plan(list(people.values()), list(given.values()), known, by)


def _plan(people: list[dict], rows: list[dict], known: Known, by: Actor | None) -> Plan:
    newcomers = [row for row in people if row["username"] not in known.people]
    changes = [change for row in people if (change := _change(row, known))]
    grants = [row for row in rows if not _holds(row, known)]
    return Plan(
        added=[_sentence(row) for row in grants],
        changed=[f"{change['username']} {change['before']} → {change['display_name']}" for change in changes],
        unchanged=len(rows) - len(grants),
        write=lambda: appoint(newcomers, changes, grants, by))


def _sentence(row: dict) -> str:
    return f"{row['display_name']}（{row['username']}）{row['role_word']}，{row['place'].name}"


def _holds(row: dict, known: Known) -> bool:
    person = known.people.get(row["username"])
    return person is not None and (person.id, row["role"], row["place_id"]) in known.grants


def _change(row: dict, known: Known) -> dict | None:
    """What a list changes on a person: the name, and a phone he has not proved himself."""
    person = known.people.get(row["username"])
    if person is None:
        return None
    change = {"id": person.id, "username": person.username, "before": person.display_name,
              "display_name": row["display_name"]}
    indexes = blind_indexes(row["phone"], "phone") if row["phone"] and not person.phone_verified_at else []
    if indexes and person.phone_index not in indexes:
        return change | {"phone": row["phone"], "phone_index": indexes[0]}
    return change if person.display_name != row["display_name"] else None


def _known(table: Table) -> Known:
    names = sorted({accounts.spelled(values["username"]) for _, values in table.rows})
    people, grants = {}, {}
    for start in range(0, len(names), AT_ONCE):
        mine = sa.select(Account.id, Account.username, Account.display_name, Account.phone_index,
                         Account.phone_verified_at).where(Account.username.in_(names[start:start + AT_ONCE]))
        people.update((row.username, row) for row in db.session.execute(mine))
        held = sa.select(Grant.account_id, Grant.role, Grant.place_id, Grant.unit_id).join(
            Account, Account.id == Grant.account_id).where(
            Account.username.in_(names[start:start + AT_ONCE]), Grant.revoked_at.is_(None))
        grants.update((tuple(row[:3]), row.unit_id) for row in db.session.execute(held))
    units = {row.code: row.id for row in db.session.execute(sa.select(Unit.code, Unit.id))}
    sites = places.known_by_code({values["place_code"] for _, values in table.rows})
    return Known(people, sites, units, grants)


def _read(table: Table, number: int, values: dict[str, str], known: Known) -> dict:
    username = accounts.spelled(values["username"])
    if not USERNAME.fullmatch(username):
        table.refuse(number, "username", NO_USERNAME if username else "没有填写")
    role, site = table.word(number, "role", values["role"], ROLES), known.sites.get(values["place_code"])
    if site is None:
        table.refuse(number, "place_code", "没有这个地点" if values["place_code"] else "没有填写")
    elif role and site.level not in STANDS_AT[role]:
        table.refuse(number, "place_code", f"“{values['role']}”不能设在这一级")
    row = {"number": number, "username": username, "role": role, "place_id": site.id if site else None,
           "place": site, "phone": _phone(table, number, values["phone"]), "role_word": values["role"],
           "display_name": table.text(number, "display_name", values["display_name"], LONGEST_NAME)}
    return row | {"unit_id": _unit(table, number, values["unit_code"], row, known)}


def _phone(table: Table, number: int, value: str) -> str | None:
    try:
        return Phone().deserialize(value) if value else None
    except ma.ValidationError:
        table.refuse(number, "phone", "电话号码不正确")
        return None


def _unit(table: Table, number: int, code: str, row: dict, known: Known) -> int | None:
    if code and code not in known.units:
        table.refuse(number, "unit_code", "没有这个单位")
    if not code and row["role"] is Role.UNIT_ADMIN:
        table.refuse(number, "unit_code", "单位管理员要填写单位编码")
    person, unit_id = known.people.get(row["username"]), known.units.get(code)
    key = (person.id, row["role"], row["place_id"]) if person else None
    if unit_id and known.grants.get(key, unit_id) != unit_id:
        table.refuse(number, "unit_code", "这个人已有这个角色，但单位不同，请先收回再导入")
    return unit_id
