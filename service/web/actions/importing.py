"""A list is tried first, with a report by row, and carried along by the page to be imported then."""

from __future__ import annotations

import base64
import binascii
import gzip
from collections.abc import Callable, Sequence
from io import BytesIO
from zlib import error as NotPacked

from service.core.errors import Invalid, invalid
from service.core.pages import brought
from service.core.sheets import Column, Format, write
from service.organization.actors import Actor
from service.organization.columns import LAYOUTS
from service.organization.file_limits import MOST_BYTES
from service.party.actions import importing

CARRIED = 300_000
REPORT = (Column("行", "row"), Column("列", "column"), Column("问题", "reason"))


def tried(files: list[bytes], *, by: Actor, kind: str | None = None, content: str | None = None) -> dict:
    """What importing would do: `told`, or `flaws` by row; and the list itself, packed, where it is not too long.

    Raises Forbidden, Invalid for a file that cannot be read.
    """
    return {"kind": kind} | rehearsed(files, content, lambda given: importing.take_over(
        _rows(given, by), by=by, kind=kind, dry_run=True))


def imported(files: list[bytes], *, by: Actor, kind: str | None = None, content: str | None = None) -> dict:
    """Take the list over; all of it or nothing. Raises as `take_over` does."""
    return importing.take_over(_rows(given(files, content), by), by=by, kind=kind, dry_run=False)


def report(files: list[bytes], *, by: Actor, kind: str | None = None, content: str | None = None) -> BytesIO:
    """What is wrong with a list, row by row, as a file. Raises as `tried` does."""
    return file_of(REPORT, tried(files, by=by, kind=kind, content=content)["flaws"])


def headings(kind: str) -> BytesIO:
    """An empty list of this kind, to be filled in. Raises Invalid."""
    if kind not in LAYOUTS:
        raise invalid(kind="没有这种名单。")
    return file_of([Column(words[0], name) for name, words in LAYOUTS[kind].words.items()], [])


def rehearsed(files: list[bytes], content: str | None, would: Callable[[bytes], dict]) -> dict:
    """`{content, told, flaws}` of a list: packed where it is not too long, what `would` tells of it, or what is wrong
    by row. Raises what `would` raises otherwise."""
    brought = given(files, content)
    packed = base64.b64encode(gzip.compress(brought, 9, mtime=0)).decode()
    found = {"content": packed if len(packed) <= CARRIED else None, "told": None, "flaws": []}
    try:
        return found | {"told": would(brought)}
    except Invalid as refused:
        if refused.code != "rows_refused":
            raise
        return found | {"flaws": refused.extra["rows"]}


def file_of(columns: Sequence[Column], items: list[dict]) -> BytesIO:
    """These rows as an Excel file, at its beginning."""
    file = BytesIO()
    write(Format.XLSX, columns, items, file)
    file.seek(0)
    return file


def _rows(content: bytes, by: Actor) -> list:
    return importing.receive(BytesIO(content), by=by)


def files_brought() -> dict[str, list[bytes]]:
    """The file a form brought as `_list`; for `beforehand` of a form."""
    return {"files": [file.stream.read() for file in brought("_list")[:1]]}


def given(files: list[bytes], content: str | None) -> bytes:
    """The file that was chosen, or the one the page carried along. Raises Invalid."""
    if files:
        return files[0]
    if not content:
        raise invalid(_list="请选择文件。")
    try:
        with gzip.GzipFile(fileobj=BytesIO(base64.b64decode(content, validate=True))) as packed:
            return packed.read(MOST_BYTES + 1)
    except (binascii.Error, ValueError, OSError, EOFError, NotPacked) as error:
        raise invalid(_list="请再选一次文件。") from error
