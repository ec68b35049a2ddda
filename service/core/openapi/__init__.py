"""The API document: OpenAPI 3.1 made from the schemas, and a page that shows it without the internet."""

from __future__ import annotations

from flask import Flask

from service.core.openapi.document import OurApi, ProblemOut
from service.core.openapi.refusals import Refusals
from service.core.text import Line, Phone, Text

__all__ = ["OurApi", "ProblemOut", "init_app"]
SAYS = """社区码上反映：扫码、派单、接单、答复、评价。

Lists are `{"items": […], "next": "<url>" | null}`; errors are `application/problem+json` (RFC 9457).
A single ticket has an `ETag`, which every change of it accepts as `If-Match`; a stale one is 412.
Every answer has an `X-Request-ID`; 429 and 503 say in `Retry-After` when to come again."""


def init_app(app: Flask) -> OurApi:
    """Make the document and its page; packages register their blueprints with what this returns."""
    app.config.update(API_TITLE="码上 Mashang", API_VERSION="v1", OPENAPI_VERSION="3.1.0",
                      OPENAPI_URL_PREFIX="/api", OPENAPI_JSON_PATH="openapi.json")
    api = OurApi(app, spec_kwargs={"info": {"description": SAYS}, "extra_plugins": [Refusals()]})
    for field in (Text, Line, Phone):
        api.register_field(field, "string", None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    return api
