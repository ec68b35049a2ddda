"""Taking over the party organisation from spreadsheets: the kinds of lists this package adds to organization's."""

from __future__ import annotations

from service.organization.actions.importing import Outcome, import_rows, register
from service.organization.actions.importing import read as read_rows
from service.organization.actors import Actor
from service.organization.spreadsheets import Row
from service.party.actions.importing import bodies, branches, layouts, members, offices, stations

SENTENCES_SHOWN = 50


def register_kinds() -> None:
    """In the order in which headings are guessed: what needs more columns comes first."""
    register(layouts.OFFICES, offices.planned)
    register(layouts.HOUSEHOLDS, bodies.planned_households)
    register(layouts.GROUPS, bodies.planned_groups)
    register(layouts.BRANCHES, branches.planned)
    register(layouts.STATIONS, stations.planned)
    register(layouts.MEMBERS, members.planned)


def receive(file, *, by: Actor) -> list[Row]:
    """The rows of an uploaded file (a binary stream). Raises Forbidden, Invalid `file_unreadable`."""
    return read_rows(file.read(), by=by)


def take_over(rows: list[Row], *, by: Actor, kind: str | None, dry_run: bool) -> dict:
    """Import rows that were read and tell what happened, as answers show it. Raises as `import_rows`."""
    return _told(import_rows(rows, by=by, kind=kind, dry_run=dry_run), dry_run)


def _told(outcome: Outcome, dry_run: bool) -> dict:
    """Numbers, and the first sentences: the answer is kept for a day under its Idempotency-Key."""
    return {"kind": outcome.kind, "dry_run": dry_run, "added": len(outcome.added), "changed": len(outcome.changed),
            "unchanged": outcome.unchanged, "ignored_columns": outcome.ignored_columns,
            "sentences": [*outcome.added, *outcome.changed][:SENTENCES_SHOWN]}
