"""Taking over lists from spreadsheets: all of a list or nothing, and the same list twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, Invalid
from service.organization import columns, policy, spreadsheets
from service.organization.actions.importing import places, staff, units
from service.organization.actions.importing.plans import Plan
from service.organization.actors import Actor
from service.organization.columns import Kind, Table

PLANNING = {Kind.PLACES: places.planned, Kind.UNITS: units.planned, Kind.STAFF: staff.planned}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `added` and `changed` are sentences, one a row."""

    kind: Kind
    added: list[str]
    changed: list[str]
    unchanged: int
    ignored_columns: list[str]


def import_list(content: bytes, *, by: Actor | None, kind: Kind | None = None,
                dry_run: bool = False) -> Outcome:
    """Take over a list of places, units or staff; a dry run only says what would happen.

    Raises Forbidden; Invalid `file_unreadable`, or `rows_refused` with `rows: [{row, column, reason}]`.
    """
    if not policy.may_import(by):
        raise Forbidden()
    table = columns.arranged(spreadsheets.read(content), kind)
    if dry_run:
        return _outcome(table, _planned(table, by))
    with atomic():
        plan = _planned(table, by)
        outcome = _outcome(table, plan)
        if plan.added or plan.changed:
            plan.write()
            audit.record("import", by=by, subject=f"import:{table.kind}", added=len(plan.added),
                         changed=len(plan.changed), unchanged=plan.unchanged)
    return outcome


def _planned(table: Table, by: Actor | None) -> Plan:
    plan = PLANNING[table.kind](table, by)
    if table.flaws:
        flaws = sorted(table.flaws.values(), key=lambda flaw: flaw.row)
        rows = [{"row": flaw.row, "column": flaw.column, "reason": flaw.reason} for flaw in flaws]
        raise Invalid(f"有 {len(rows)} 处不对，什么都没有导入。", code="rows_refused", rows=rows,
                      fields={"file": [str(flaw) for flaw in flaws]})
    return plan


def _outcome(table: Table, plan: Plan) -> Outcome:
    return Outcome(table.kind, plan.added, plan.changed, plan.unchanged, table.ignored)
