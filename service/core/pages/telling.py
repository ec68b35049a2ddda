"""What the script of a page is told: the same forms and refusals, as JSON, so that it can try again and keep what was
typed until the server has answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import marshmallow as ma
import orjson
from flask import Response, request

from service.core.http.answers import body_of
from service.core.pages.doors import declared


def asked_by_script() -> bool:
    """Whether a script asks, which wants JSON; a browser that opens a page does not."""
    return request.accept_mimetypes.best == "application/json"


def told(answer: Response) -> Response:
    """The answer to a form as its sender understands it: a script hears where it leads, and goes there itself."""
    if not (asked_by_script() and 300 <= answer.status_code < 400):
        return answer
    return _json({"leads_to": answer.headers["Location"]}, 200)


def tells(schema_class: type[ma.Schema], status: int = 200) -> Callable:
    """The view gives this schema of the API to the script of a page."""
    schema = schema_class()

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            return _json(body_of(schema, view(*args, **kw)), status)
        return declared(view, wrapper, shows="application/json")
    return decorate


def _json(body: dict, status: int) -> Response:
    answer = Response(orjson.dumps(body), status=status, mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
