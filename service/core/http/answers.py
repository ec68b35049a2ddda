"""What goes out: entities are dumped by the schema, ready dictionaries go out as they are, fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

import marshmallow as ma
import orjson
from flask import Response, current_app, request

from service.core.http.describing import answer_description, described

BINARY = {"type": "string", "format": "binary"}


@dataclass(slots=True)
class Page:
    """One keyset page: the rows, and the cursor of the next page or None."""

    items: list
    next: str | None = None


def page_schema(item: type[ma.Schema]) -> type[ma.Schema]:
    """The schema `{"items": […], "next": url | null}` of a list of `item`."""
    name = item.__name__.removesuffix("Out") + "PageOut"
    return ma.Schema.from_dict({"items": ma.fields.List(ma.fields.Nested(item), required=True),
                                "next": ma.fields.String(required=True, allow_none=True)}, name=name)


def _next_url(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return f"{request.path}?{urlencode(request.args.to_dict() | {'cursor': cursor})}"


def _checked(schema: ma.Schema, body: dict) -> dict:
    """Ready dictionaries skip the dump for speed; under test they must still have the fields they promise."""
    if current_app.testing and set(body) != set(schema.fields):
        raise AssertionError(f"{type(schema).__name__}: {sorted(set(body) ^ set(schema.fields))}")
    return body


def body_of(schema: ma.Schema, result) -> dict:
    """The JSON object of one thing: dumped by its schema, or ready as it is."""
    return _checked(schema, result) if isinstance(result, dict) else schema.dump(result)


def _page_body(schema: ma.Schema, page: Page) -> dict:
    return {"items": [body_of(schema, item) for item in page.items], "next": _next_url(page.next)}


def gives(schema_class: type[ma.Schema] | None, status: int = 200, *, many: bool = False,
          located: str | None = None) -> Callable:
    """The route gives this schema (None: no body). `many`: a `Page` of it. `located` is the Location of what
    was created, filled from the answer (`/api/v1/tickets/{number}`). An answer with `version` gets its ETag."""
    schema = schema_class() if schema_class else None
    documented = page_schema(schema_class) if many else schema_class
    body = _page_body if many else body_of

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            result = view(*args, **kw)
            if schema is None:
                return Response(status=status)
            answer = body(schema, result)
            response = Response(orjson.dumps(answer), status=status, mimetype="application/json")
            if located:
                response.headers["Location"] = located.format(**answer)
            if "version" in answer and not many:
                response.headers["ETag"] = f'"v{answer["version"]}"'
            return response
        described(view, wrapper, "response", responses={status: [answer_description(documented, status)]})
        wrapper._apidoc.setdefault("success_status_codes", []).append(status)
        wrapper.declares |= {"gives": schema_class or "nothing", "located": located}
        return wrapper
    return decorate


def gives_bytes(mimetype: str, **headers: str) -> Callable:
    """The route gives the bytes of one picture or document; `Cache_Control="…"` sets the header Cache-Control."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            return Response(view(*args, **kw), mimetype=mimetype, headers=sent)
        described(view, wrapper, "response", responses={200: [
            {"schema": BINARY, "description": "OK", "content_type": mimetype}]})
        wrapper._apidoc.setdefault("success_status_codes", []).append(200)
        wrapper.declares["gives"] = mimetype
        return wrapper
    return decorate
