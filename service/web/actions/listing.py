"""A unit's list of its members: tried first, with a report by row, then each of them has applied."""

from __future__ import annotations

from io import BytesIO

from service.core.sheets import Column
from service.membership.actions import listing
from service.membership.columns import HEADINGS
from service.organization.actors import Actor
from service.web.actions.importing import REPORT, file_of, given, rehearsed

SENTENCES_SHOWN = 200


def tried(code: str, files: list[bytes], *, by: Actor, content: str | None = None) -> dict:
    """What the list would do: `told`, or `flaws` by row; and the list, packed. Raises NotFound, Invalid."""
    return rehearsed(files, content, lambda brought: _told(
        listing.register_list(code, brought, by=by, dry_run=True)))


def registered(code: str, files: list[bytes], *, by: Actor, content: str | None = None) -> dict:
    """Apply for everybody on the list, all or nothing. Raises as `register_list` does."""
    return _told(listing.register_list(code, given(files, content), by=by))


def report(code: str, files: list[bytes], *, by: Actor, content: str | None = None) -> BytesIO:
    """What is wrong with a list, row by row, as a file. Raises as `tried` does."""
    return file_of(REPORT, tried(code, files, by=by, content=content)["flaws"])


def headings() -> BytesIO:
    """An empty list, to be filled in."""
    return file_of([Column(words[0], name) for name, words in HEADINGS.items()], [])


def _told(outcome: listing.Outcome) -> dict:
    return {"added": len(outcome.added), "changed": 0, "unchanged": outcome.unchanged,
            "ignored_columns": outcome.ignored_columns, "sentences": outcome.added[:SENTENCES_SHOWN]}
