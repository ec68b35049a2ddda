"""Taking over lists from spreadsheets: all of a list or nothing, and the same list twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, Invalid
from service.organization import columns, policy, spreadsheets
from service.organization.actions.importing import places, staff, units
from service.organization.actions.importing.plans import Plan
from service.organization.actors import Actor
from service.organization.columns import Kind, Layout, Table

Planning = Callable[[Table, Actor | None], Plan]
PLANNING: dict[str, Planning] = {Kind.PLACES: places.planned, Kind.UNITS: units.planned, Kind.STAFF: staff.planned}


def register(layout: Layout, planned: Planning) -> None:
    """Make a kind of list known that a later package takes over."""
    columns.register(layout)
    PLANNING[layout.kind] = planned


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `added` and `changed` are sentences, one a row."""

    kind: str
    added: list[str]
    changed: list[str]
    unchanged: int
    ignored_columns: list[str]


def import_list(content: bytes, *, by: Actor | None, kind: str | None = None,
                dry_run: bool = False) -> Outcome:
    """Take over a list of any kind that is registered; a dry run only says what would happen.

    Raises Forbidden; Invalid `file_unreadable`, or `rows_refused` with `rows: [{row, column, reason}]`.
    """
    return import_rows(read(content, by=by), by=by, kind=kind, dry_run=dry_run)


def read(content: bytes, *, by: Actor | None) -> list[spreadsheets.Row]:
    """The rows of a file, which takes seconds when it is long: before any transaction. Raises Forbidden, Invalid."""
    if not policy.may_import(by):
        raise Forbidden()
    return spreadsheets.read(content)


def import_rows(rows: list[spreadsheets.Row], *, by: Actor | None, kind: str | None = None,
                dry_run: bool = False) -> Outcome:
    """As `import_list`, of rows that have been read."""
    if not policy.may_import(by):
        raise Forbidden()
    table = columns.arranged(rows, kind)
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
