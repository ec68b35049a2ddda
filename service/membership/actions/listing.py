"""A unit registers many of its members at once by a spreadsheet: all of it or nothing, and twice changes nothing."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from service.core import audit
from service.core.database import atomic, db
from service.core.errors import Invalid
from service.membership.actions.registering import put
from service.membership.columns import Sheet, arranged
from service.membership.models.registration import LIVE, Registration
from service.membership.notices import registrations as notices
from service.membership.planning import Line, lines_of
from service.membership.queries import units
from service.organization import spreadsheets
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Place, Unit
from service.organization.queries import places
from service.party.actions.members import AlreadyMember, enrol
from service.party.models import PartyMember

MOST_ROWS, AT_ONCE = 2000, 500
ELSEWHERE = "这个手机号已在另一个党组织的名册上"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list did, or would do; `added` are sentences, one a member."""

    dry_run: bool
    added: list[str]
    unchanged: int
    ignored_columns: list[str]


def register_list(code: str, content: bytes, *, by: Actor, dry_run: bool = False) -> Outcome:
    """Apply for the members of a list; a dry run only says what would happen. Audited.

    Raises NotFound for everybody but the unit's administrator; Invalid `file_unreadable`, or `rows_refused` with
    `rows: [{row, column, reason}]`.
    """
    unit = units.own_unit(code, by)
    sheet = arranged(spreadsheets.read(content, MOST_ROWS), MOST_ROWS)
    with atomic():
        lines = lines_of(sheet, places.known_by_code({values["place_code"] for _, values in sheet.rows}))
        fresh = _fresh(sheet, lines, unit)
        _raise_flaws(sheet)
        outcome = Outcome(dry_run, [line.sentence for line in fresh], len(lines) - len(fresh), sheet.ignored)
        if fresh and not dry_run:
            _write(sheet, fresh, unit, by)
            audit.record("import", by=by, subject=f"import:registrations:{unit.code}", added=len(fresh),
                         unchanged=outcome.unchanged)
    return outcome


def _fresh(sheet: Sheet, lines: list[Line], unit: Unit) -> list[Line]:
    """The lines that add an application; who stands with the same place already is left as he is."""
    standing, fresh = _standing(lines), []
    for line in lines:
        found = standing.get(line.index)
        if found is not None and found.unit_id != unit.id:
            sheet.refuse(line.number, "phone", ELSEWHERE)
        elif found is not None and found.name != line.name:
            sheet.refuse(line.number, "name", "和名册上这个手机号的姓名不同")
        elif found is None or found.place_id is None:
            fresh.append(line)
        elif found.place_id != line.place_id:
            sheet.refuse(line.number, "place_code", "已在另一处报到，搬家由本人办理")
    return fresh


def _standing(lines: list[Line]) -> dict[str, sa.Row]:
    """Who of the list stands on a roster, by the index of his phone, with the place of his live registration."""
    live = sa.and_(Registration.member_id == PartyMember.id, Registration.state.in_(LIVE))
    found: dict[str, sa.Row] = {}
    indexes = {index: line.index for line in lines for index in line.indexes}
    wanted = sorted(indexes)
    for start in range(0, len(wanted), AT_ONCE):
        rows = db.session.execute(
            sa.select(PartyMember.name, PartyMember.unit_id, PartyMember.phone_index, Registration.place_id)
            .outerjoin(Registration, live)
            .where(PartyMember.phone_index.in_(wanted[start:start + AT_ONCE]), PartyMember.left_on.is_(None)))
        found.update((indexes[row.phone_index], row) for row in rows)
    return found


def _raise_flaws(sheet: Sheet) -> None:
    if sheet.flaws:
        flaws = sorted(sheet.flaws.values(), key=lambda flaw: flaw.row)
        raise Invalid(f"有 {len(flaws)} 处不对，什么都没有导入。", code="rows_refused",
                      rows=[{"row": flaw.row, "column": flaw.column, "reason": flaw.reason} for flaw in flaws],
                      fields={"file": [str(flaw) for flaw in flaws]})


def _write(sheet: Sheet, lines: list[Line], unit: Unit, by: Actor) -> None:
    """Enrol and apply, row by row; a roster that changed meanwhile is named by its row."""
    sites = {place.id: place for place in db.session.scalars(
        sa.select(Place).where(Place.id.in_({line.place_id for line in lines})))}
    for line in lines:
        try:
            member = enrol(name=line.name, phone=line.phone, unit=unit, by=by)
        except AlreadyMember:
            sheet.refuse(line.number, "phone", ELSEWHERE)
            continue
        put(member, sites[line.place_id], skills=line.skills, services=line.services, note=None, by=by)
    _raise_flaws(sheet)
    counts = Counter(sites[line.place_id].ancestry[COMMUNITY_DEPTH] for line in lines)
    list_id = secrets.token_hex(8)
    for community in db.session.scalars(sa.select(Place).where(Place.id.in_(counts)).order_by(Place.id)).all():
        notices.list_came(community, counts[community.id], list_id=list_id)
