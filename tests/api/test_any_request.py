"""Requests nobody thought of, made from the document: never an accident, never an answer it does not know."""

from contextvars import Context

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance, response_schema_conformance]
EACH = settings(max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.usefixtures("only_sqlite")
ENDS_THE_PERSON = ("DELETE /api/v1/me", "DELETE /api/v1/sessions/current")


def _tried(operation, headers, known):
    """Send a few requests made for one operation; what is wrong with the answers is raised."""
    real = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path} or None

    @EACH
    @given(case=operation.as_strategy(path_parameters=real))
    def send(case):
        answer = Context().run(case.call, headers=headers)
        case.validate_response(answer, checks=CHECKS)
    send()


def test_any_request_gets_an_answer_of_the_document(app, journeys):
    known = journeys.pictured("home") | journeys.printed("home") | journeys.ruled("home") | journeys.granted("home")
    operations = [found.ok() for found in schemathesis.openapi.from_wsgi("/api/openapi.json", app).get_all_operations()]

    for operation in sorted(operations, key=lambda operation: operation.label in ENDS_THE_PERSON):
        name = "somebody" if operation.label in ENDS_THE_PERSON else "wang" if "{number}" in operation.path else "zheng"
        journeys.sign_in_anew(name)
        _tried(operation, journeys.headers(name), known)

    assert len(operations) > 50
