"""flask-smorest as we use it: it writes the document, core.http does the rest."""

from __future__ import annotations

from http import HTTPStatus

import marshmallow as ma
from flask_smorest import Api

from service.core.openapi import page


class ProblemOut(ma.Schema):
    """RFC 9457 problem+json; some problems say more, such as `state` and `permitted`."""

    class Meta:
        unknown = ma.INCLUDE

    type = ma.fields.String(required=True, metadata={"example": "urn:mashang:problem:wrong_moment"})
    title = ma.fields.String(required=True, metadata={"example": "Wrong moment"})
    status = ma.fields.Integer(required=True, metadata={"example": 409})
    detail = ma.fields.String(required=True, metadata={"description": "said to a person",
                                                       "example": "现在的状态下不能这样做。"})
    code = ma.fields.String(required=True, metadata={"description": "stable, for programs", "example": "wrong_moment"})
    fields = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.String()),
                            metadata={"description": "422: what is wrong with which field"})


class OurApi(Api):
    """flask-smorest without its own error answers: ours are in core.http.problems."""

    ERROR_SCHEMA = ProblemOut
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_error_handlers(self):
        """Refusals are answered by core.http.problems."""

    def _register_swagger_ui_rule(self, blueprint):
        """Our page instead of a template that asks a foreign server."""
        page.add_to(blueprint)

    def _register_responses(self):
        """One refusal per status, named as flask-smorest looks for them."""
        for status in HTTPStatus:
            self._refusal(status.name, status.phrase)
        self._refusal(self.DEFAULT_ERROR_RESPONSE_NAME, "Any other refusal")

    def _refusal(self, name: str, phrase: str) -> None:
        self.spec.components.response(name, {
            "description": phrase, "content": {"application/problem+json": {"schema": ProblemOut}}}, lazy=True)
