"""The API document: OpenAPI 3.1 made from the schemas, and a page that shows it without the internet."""

from __future__ import annotations

import marshmallow as ma
from flask import Flask
from flask_smorest import Api

from service.core.text import Line, Phone, Text


class ProblemOut(ma.Schema):
    """RFC 9457 problem+json."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True, metadata={"description": "说给人听的一句话"})
    code = ma.fields.String(required=True, metadata={"description": "stable, for programs"})
    fields = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.String()))


class OurApi(Api):
    """flask-smorest without its own error answers: ours are in core.http.problems."""

    ERROR_SCHEMA = ProblemOut
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_error_handlers(self):
        """Refusals are answered by core.http.problems."""


def init_app(app: Flask) -> OurApi:
    """Make the document; packages register their blueprints with what this returns."""
    app.config.update(API_TITLE="码上 Mashang", API_VERSION="v1", OPENAPI_VERSION="3.1.0",
                      OPENAPI_URL_PREFIX="/api", OPENAPI_JSON_PATH="openapi.json")
    api = OurApi(app, spec_kwargs={"info": {"description": "社区码上反映：扫码、派单、接单、答复、评价。"}})
    for field in (Text, Line, Phone):
        api.register_field(field, "string", None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    return api
