"""Importing who leads what: a single office changes hands, and whoever holds one already stays as he is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy import exc

from service.core.database import db
from service.organization.actions.importing.plans import Plan
from service.organization.actors import Actor
from service.organization.columns import Table
from service.organization.models import Unit
from service.party import days
from service.party.actions.importing import reading
from service.party.actions.importing.people import Rosters, live_bodies, roster_of
from service.party.actions.offices import SINGLE, AlreadyInOffice, seat
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, Office, PartyBranch, PartyMember

OFFICES = {word: office for office, words in {
    Office.SECRETARY: "书记 支部书记 党支部书记", Office.DEPUTY_SECRETARY: "副书记 支部副书记",
    Office.COMMITTEE_MEMBER: "委员 支部委员", Office.GROUP_LEAD: "组长 党小组组长 院落党小组组长",
    Office.HOUSEHOLD_HEAD: "户主 中心户户主", Office.UNIT_CONTACT: "联络员 单位联络员"}.items()
    for word in (*words.split(), office.value)}
OF = {Office.GROUP_LEAD: "group", Office.HOUSEHOLD_HEAD: "household", Office.UNIT_CONTACT: "unit"}
MODELS = {"branch": PartyBranch, "group": CourtyardGroup, "household": MemberHousehold, "unit": Unit}
WORDS = {"branch": "党组织", "group": "党小组", "household": "中心户", "unit": "单位"}


@dataclass(slots=True)
class Held:
    """Live offices: who holds which of which body, as rows (id, member_id, name, since)."""

    rows: dict[tuple[Office, int], list[sa.Row]] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Held:
        """As they stand."""
        body_id = sa.func.coalesce(Leadership.branch_id, Leadership.group_id, Leadership.household_id,
                                   Leadership.unit_id).label("body_id")
        found = cls()
        for row in db.session.execute(
                sa.select(Leadership.id, Leadership.office, Leadership.member_id, Leadership.since, body_id,
                          PartyMember.name).join(PartyMember).where(Leadership.until.is_(None))):
            found.rows.setdefault((row.office, row.body_id), []).append(row)
        return found


def planned(table: Table, by: Actor | None) -> Plan:
    """The plan of a list `office, name, phone?, the code of its body, since?`; flaws are noted in the table."""
    bodies, rosters, held, today = live_bodies(), Rosters.now(), Held.now(), days.today()
    plan, seats, first = Plan(), [], {}
    for number, values in table.rows:
        row = _read(table, number, values, bodies, rosters, today)
        if row is None:
            continue
        key = (row["office"], row["body"].id, None if row["office"] in SINGLE else row["member"].id)
        if first.setdefault(key, number) != number:
            table.refuse(number, "office", f"和第 {first[key]} 行重复")
        _compare(table, row, held.rows.get(key[:2], []), plan, seats)
    plan.write = lambda: _write(seats, by)
    return plan


def _read(table: Table, number: int, values: dict[str, str], bodies: dict, rosters: Rosters,
          today: date) -> dict | None:
    office = table.word(number, "office", values["office"], OFFICES)
    name = table.text(number, "name", values["name"], 64)
    phone = reading.phone(table, number, values["phone"])
    since = reading.day(table, number, "since", values["since"], today)
    if office is None:
        return None
    kind = OF.get(office, "branch")
    body = reading.one_of(table, number, f"{kind}_code", values[f"{kind}_code"], bodies[kind], f"没有这个{WORDS[kind]}")
    member = _member(table, number, name, phone, ("unit", body.id) if kind == "unit" else ("branch", body.branch_id),
                     rosters) if body else None
    if member is None:
        return None
    return {"number": number, "office": office, "kind": kind, "body": body, "member": member, "given": since,
            "since": since or today, "word": values["office"]}


def _member(table: Table, number: int, name: str, phone: str | None, roster, rosters: Rosters) -> sa.Row | None:
    """The live member of the roster a row means, or None and a flaw."""
    found = rosters.with_phone(phone)
    if found is not None:
        if roster_of(found) == roster and found.name == name:
            return found
        table.refuse(number, "phone", "这个手机号是名册上另一个人的，或他不在这个组织")
        return None
    same = rosters.named(roster, name)
    if len(same) != 1:
        table.refuse(number, "name", "名册上有几位同名的，请填写手机以便区分" if same else "这个组织的名册上没有这个人")
        return None
    return same[0]


def _compare(table: Table, row: dict, present: list[sa.Row], plan: Plan, seats: list[dict]) -> None:
    sentence = f"{row['body'].name}{row['word']}：{row['member'].name}"
    mine = next((held for held in present if held.member_id == row["member"].id), None)
    if mine is not None:
        if row["given"] and row["given"] != mine.since:
            table.refuse(row["number"], "since", f"已经在任，任职日期是 {mine.since}，不能用导入来改")
        plan.unchanged += 1
        return
    replaced = present[0] if present and row["office"] in SINGLE else None
    if replaced and row["since"] < replaced.since:
        table.refuse(row["number"], "since", f"不能早于现任的任职日期 {replaced.since}")
    (plan.changed if replaced else plan.added).append(
        f"{row['body'].name}{row['word']}：{replaced.name} → {row['member'].name}" if replaced else sentence)
    seats.append(row | {"replaces": replaced is not None})


def _write(seats: list[dict], by: Actor | None) -> None:
    """One by one where somebody is followed or a role is given, the others in bulk."""
    plain = [row for row in seats if not row["replaces"] and row["member"].account_id is None]
    for row in seats:
        if row["replaces"] or row["member"].account_id is not None:
            seat(row["office"], db.session.get_one(MODELS[row["kind"]], row["body"].id),
                 db.session.get_one(PartyMember, row["member"].id), row["since"], by=by)
    try:
        with db.session.begin_nested():
            if plain:
                db.session.execute(sa.insert(Leadership), [_row(row, by) for row in plain])
    except exc.IntegrityError as error:
        raise AlreadyInOffice("刚刚有人改动过任职，请再试一次。") from error


def _row(row: dict, by: Actor | None) -> dict:
    return {"office": row["office"], "member_id": row["member"].id, "since": row["since"],
            "appointed_by_id": by.account_id if by else None,
            **{f"{kind}_id": row["body"].id if kind == row["kind"] else None for kind in MODELS}}
