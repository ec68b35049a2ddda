"""Every field of every body, given by who may every kind of JSON it is not: refused by its name, whatever the route."""

import json

import pytest

from service.core.database import atomic
from tests.api.journeys import V1
from tests.api.matrix import ROWS, path_of, scene_of
from tests.exchange.conftest import configure, hotline, receiver, speaker

__all__ = ["configure", "hotline", "receiver", "speaker"]
pytestmark = pytest.mark.usefixtures("only_sqlite")
SAMPLES = {"string": "x", "number": 1.5, "integer": 7, "boolean": True, "null": None, "array": [1], "object": {"a": 1}}
ANGLES = str.maketrans("{}", "<>")
NOBODY_MAY = {"POST /api/v1/sessions/password": "stranger", "PUT /api/v1/me/password": "zhang"}
"""Nobody of the cast of the matrix signs in with a password. Here 张蓉 has a username."""
SEALED = "POST /api/v1/outside-systems/<system>/events"
"""No person does this, but a system."""
BY_ROUTE = {row.route: row for row in reversed(ROWS)
            if row.body is not None and (row.first(200, 201, 204) or row.route in NOBODY_MAY)}
"""Each route that takes a body, at the first stage of the matrix where somebody may."""


def _types(schema):
    said = schema.get("type", "string" if "enum" in schema else "object")
    said = {said} if isinstance(said, str) else set(said)
    return said | ({"integer"} if "number" in said else set()) | ({"null"} if None in schema.get("enum", ()) else set())


def _resolved(document, schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _bodies(document):
    """route → schema of every operation that takes JSON, with its fields resolved."""
    found = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if "application/json" in content:
                schema = _resolved(document, content["application/json"]["schema"])
                fields = {name: _resolved(document, field) for name, field in schema["properties"].items()}
                found[f"{method.upper()} {path}".translate(ANGLES)] = schema | {"properties": fields}
    return found


def _wrong(schema):
    """(field, wrong value) of every field of a body, and of one that is none."""
    for name, field in schema["properties"].items():
        yield from ((name, value) for kind, value in SAMPLES.items() if kind not in _types(field))
    yield "unheard_of", 1


def _not_named(ask, schema):
    """What was taken, or refused without the name of the field: `ask(body)` gives the answer."""
    answers = [(name, value, ask({name: value})) for name, value in _wrong(schema)]
    return [(name, value, answer.status_code) for name, value, answer in answers
            if answer.status_code != 422 or name not in answer.json["fields"]]


def test_every_route_that_takes_a_body_is_tried(document):
    assert _bodies(document).keys() == BY_ROUTE.keys() | {SEALED}
    assert sum(len(list(_wrong(schema))) for schema in _bodies(document).values()) > 1000


@pytest.mark.parametrize("row", BY_ROUTE.values(), ids=lambda row: row.route)
def test_a_field_of_the_wrong_kind_and_one_nobody_knows_are_named(document, journeys, town, nothing_written, row):
    with atomic():
        town.account("worker-zhang").username = "zhang"
    scene, who = scene_of(row, journeys), row.first(200, 201, 204) or NOBODY_MAY[row.route]
    method, path = row.route.split()[0], path_of(row, scene).removeprefix(V1)

    with nothing_written():
        assert _not_named(lambda body: journeys.send(who, method, path, body), _bodies(document)[row.route]) == []


def test_a_field_of_the_wrong_kind_under_a_seal_is_named(document, speaker, nothing_written):
    def say(said):
        body = json.dumps(said).encode()
        return speaker.send(body, speaker.headers(body))

    with nothing_written():
        assert _not_named(say, _bodies(document)[SEALED]) == []
