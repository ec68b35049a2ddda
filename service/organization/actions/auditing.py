"""The audit log taken home as a file, which is itself an entry of it."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import BinaryIO

from service.core import audit
from service.core.database import atomic
from service.core.errors import Invalid
from service.core.sheets import Format, write
from service.organization.actors import Actor
from service.organization.queries import auditing

AT_ONCE, MOST_ROWS = 500, 50_000


def export_log(kind: Format, *, by: Actor, **filters) -> BinaryIO:
    """The log as far as it is asked for (as `audit_log`), as a file at its start.

    Raises Forbidden, Invalid (`too_many_rows` past 50,000).
    """
    file = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    try:
        count = write(kind, auditing.COLUMNS, _entries(by, filters), file)
        asked = {name: str(value) for name, value in filters.items() if value is not None}
        with atomic():
            audit.record("export", by=by, subject="list:audit", format=kind, rows=count,
                         words={"asked": asked})
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _entries(by: Actor, filters: dict) -> Iterator[dict]:
    cursor, count = None, 0
    while count == 0 or cursor:
        page = auditing.audit_log(by, limit=AT_ONCE, cursor=cursor, **filters)
        yield from page.items
        cursor, count = page.next, count + AT_ONCE
        if cursor and count >= MOST_ROWS:
            raise Invalid(f"超过 {MOST_ROWS} 行，请缩小范围后再导出。", code="too_many_rows", fields={})
