"""What a page gives to be taken home: a file, with a name a person understands, kept by nobody on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from io import BytesIO
from urllib.parse import quote

import marshmallow as ma
from flask import Response, send_file

from service.core.pages.doors import declared

OF_THE_FILE = ("format", "limit", "cursor")


def downloads(mimetype: str) -> Callable:
    """The view gives (name, bytes, or a file at its start, or pieces of bytes that are made as they are sent); the
    browser saves it under that name."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            found = view(*args, **kw)
            if isinstance(found, Response):
                return found
            name, content = found
            if isinstance(content, Iterator):
                return _in_pieces(name, content, mimetype)
            file = BytesIO(content) if isinstance(content, bytes | bytearray) else content
            answer = send_file(file, mimetype=mimetype, as_attachment=True, download_name=name)
            answer.headers["Cache-Control"] = "private, no-store"
            return answer
        return declared(view, wrapper, shows=mimetype)
    return decorate


def _in_pieces(name: str, pieces: Iterator[bytes], mimetype: str) -> Response:
    answer = Response(pieces, mimetype=mimetype, headers={"Cache-Control": "private, no-store"})
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"  # RFC 6266
    return answer


def takes_home(view_of_api: Callable, *, nothing: Mapping[str, object] | None = None, **given) -> Callable:
    """With `format` the page gives the file that a list of the API gives (`exported` or `filed`), for what the view
    was asked; without, the view itself. What the page does not ask is as `given`, else as the API takes it when it is
    not said; `nothing` names values by which the page asks for nothing in particular."""
    file_of = view_of_api.declares["file_of"]
    usual = {name: field.load_default for name, field in view_of_api.declares["takes"]().fields.items()
             if field.load_default is not ma.missing and name not in OF_THE_FILE} | given

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, format: object = None, **kw):
            if format is None:
                return view(*args, **kw)
            kw.pop("cursor", None)  # a file begins at the beginning
            asked = {name: value for name, value in kw.items() if (nothing or {}).get(name, ma.missing) != value}
            return file_of(*args, format=format, **(usual | asked))
        return declared(view, wrapper, shows="a file of the API")
    return decorate
