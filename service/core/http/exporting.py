"""Lists as files: `?format=csv` or `xlsx` gives all of what the pages of a list would show, and is audited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import wraps
from tempfile import TemporaryFile

import marshmallow as ma
from flask import Response, request, send_file

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Invalid
from service.core.http.answers import BINARY, body_of
from service.core.http.describing import described
from service.core.http.doors import let_in, someone
from service.core.sheets import MIMETYPES, Column, Format, write

PAGE, MOST_ROWS = 100, 50_000
UNSAID = ("q", "reason", "cursor", "limit", "format")
"""What was searched for may be a person; why contacts were asked for, each reveal says."""


class ListQuery(ma.Schema):
    """A page of a list, or with `format` the whole list as a file."""

    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, 100))
    cursor = ma.fields.String(load_default=None)
    format = ma.fields.Enum(Format, by_value=True, load_default=None,
                            metadata={"description": "the whole list as a file instead of a page; "
                                                     "only for who is signed in"})


def exported(name: str, *columns: Column, most: int | None = None, at_once: int | None = None) -> Callable:
    """The list can be had as a file called `name`. Stands directly above `gives(…, many=True)`, below `takes` of a
    `ListQuery`. The file holds what the pages would: the view itself is asked, page after page, `at_once` (100) rows
    each.

    Raises Unauthorized for a stranger, Invalid `too_many_rows` past `most` (50,000) before anything is sent; the
    export is one row in the audit log. A page that gives the same file takes it from the view: `declares["file_of"]`.
    """
    def decorate(view: Callable) -> Callable:
        schema, ask = view.declares["gives"](), view.__wrapped__

        def file_of(*args, format: Format, **kw) -> Response:
            items = _items(schema, lambda after: ask(*args, limit=at_once or PAGE, cursor=after, **kw),
                           most or MOST_ROWS)
            return _sent(name, format, columns, items, request.args)

        @wraps(view)
        def wrapper(*args, format: Format | None = None, limit: int, cursor: str | None, **kw):
            if format is None:
                return view(*args, limit=limit, cursor=cursor, **kw)
            if someone() is None:  # a page may be for everybody; who takes all of it home stands in the audit log
                let_in()
            return file_of(*args, format=format, **kw)
        described(view, wrapper, "response")
        wrapper._apidoc["response"]["responses"][200] += _described()
        wrapper.declares |= {"exported": name, "file_of": file_of}
        return wrapper
    return decorate


def filed(name: str, *columns: Column) -> Callable:
    """The view finds the rows of a file called `name`, all of them, and takes its `format`; for files that must be
    asked for by POST. The export is one row in the audit log."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, format: Format, **kw):
            asked = {key: value for key, value in kw.items() if value is not None}
            return _sent(name, format, columns, view(*args, **kw), asked)
        described(view, wrapper, "response", responses={200: _described()})
        wrapper._apidoc.setdefault("success_status_codes", []).append(200)
        wrapper.declares |= {"gives": MIMETYPES[Format.XLSX], "file_of": wrapper}
        return wrapper
    return decorate


def _described() -> list[dict]:
    return [{"schema": BINARY, "description": "OK", "content_type": mimetype} for mimetype in MIMETYPES.values()]


def _items(schema: ma.Schema, ask: Callable, most: int) -> Iterator[dict]:
    cursor, count = None, 0
    while True:
        page = ask(cursor)
        for item in page.items:
            yield body_of(schema, item)
        cursor, count = page.next, count + len(page.items)
        if cursor is None:
            return
        if count >= most:
            raise Invalid(f"超过 {most} 行，请缩小范围后再导出。", code="too_many_rows", fields={})


def _sent(name: str, kind: Format, columns: Sequence[Column], items: Iterable[dict], said: Mapping) -> Response:
    """The file, once its row stands in the audit log."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(TemporaryFile())
        count = write(kind, columns, items, file)
        asked = {key: value for key, value in said.items() if key not in UNSAID}
        with atomic():
            audit.record("export", by=someone(), subject=f"list:{name}", format=kind, rows=count,
                         words={"path": request.path, "asked": asked})
        on_failure.pop_all()  # from here on the server closes it, when it has been sent
    file.seek(0)
    day = clock.local(clock.now()).date().isoformat()
    answer = send_file(file, mimetype=MIMETYPES[kind], as_attachment=True, download_name=f"{name}-{day}.{kind}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
