"""What every operation says by itself: the refusals it may answer with, and an example of the body it takes."""

from __future__ import annotations

from http import HTTPStatus

from apispec import APISpec, BasePlugin

JSON = "application/json"
ALWAYS = (401, 403, 404, 422, 429, 503)
WITH_A_BODY = (400, 413, 415)
WHEN_IT_CHANGES = (400, 409, 410, 412)


class Refusals(BasePlugin):
    """Runs after the schemas have become references."""

    def init_spec(self, spec: APISpec) -> None:
        self.spec = spec

    def operation_helper(self, path=None, operations=None, **_kw) -> None:
        """Add to every operation of a path what follows from its method and its body."""
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {})
            statuses = {*ALWAYS, *(WITH_A_BODY if body else ()), *(WHEN_IT_CHANGES if method != "get" else ())}
            refusals = {str(status): HTTPStatus(status).name for status in sorted(statuses)}
            operation["responses"] = operation.get("responses", {}) | refusals
            example = self._example(body[JSON]["schema"]) if JSON in body else None
            if example:
                body[JSON]["example"] = example

    def _example(self, schema: dict) -> dict | None:
        """A body put together from the examples of its fields, when every required field has one."""
        reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
        schema = self.spec.components.schemas.get(reference.rpartition("/")[2], {})
        fields = schema.get("properties", {})
        if not all("example" in fields[name] for name in schema.get("required", ())):
            return None
        return {name: field["example"] for name, field in fields.items() if "example" in field}
