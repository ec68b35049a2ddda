"""Every field of every body, given every kind of JSON it is not: refused by its name, whatever the route."""

import re

import pytest

from tests.api.journeys import V1

pytestmark = pytest.mark.usefixtures("only_sqlite")
SAMPLES = {"string": "x", "number": 1.5, "integer": 7, "boolean": True, "null": None, "array": [1], "object": {"a": 1}}
SAID = {"code": "500115", "number": "500115-20261122-0123-0", "queue": "public",
        "client_id": "3f2b8c1e-5d6a-4b7c-8e9f-0a1b2c3d4e5f"}


def _types(schema):
    said = schema.get("type", "string" if "enum" in schema else "object")
    said = {said} if isinstance(said, str) else set(said)
    return said | ({"integer"} if "number" in said else set()) | ({"null"} if None in schema.get("enum", ()) else set())


def _resolved(document, schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _bodies(document):
    """(method, path, schema) of every operation that takes JSON."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if "application/json" in content:
                yield method, path, _resolved(document, content["application/json"]["schema"])


def _wrong(document):
    """(method, path, field, wrong value) of every field of every body."""
    for method, path, schema in _bodies(document):
        for name, field in schema["properties"].items():
            right = _types(_resolved(document, field))
            for kind, value in SAMPLES.items():
                if kind not in right:
                    yield method, path, name, value


@pytest.fixture
def document(client):
    return client.get("/api/openapi.json").json


def _path(path):
    names = {name: SAID.get(name, 1) for name in re.findall(r"{(\w+)}", path)}
    return path.removeprefix(V1).format(**names)


def test_a_field_of_the_wrong_kind_is_named(document, journeys, nothing_written):
    wrong = []
    with nothing_written():
        for method, path, name, value in _wrong(document):
            answer = journeys.send("zhang", method.upper(), _path(path), {name: value})
            if answer.status_code != 422 or name not in answer.json["fields"]:
                wrong.append((method, path, name, value, answer.status_code))

    assert wrong == []


def test_a_field_nobody_knows_is_named(document, journeys, nothing_written):
    with nothing_written():
        answers = {(method, path): journeys.send("zhang", method.upper(), _path(path), {"unheard_of": 1})
                   for method, path, _ in _bodies(document)}

    assert [key for key, answer in answers.items()
            if answer.status_code != 422 or "unheard_of" not in answer.json["fields"]] == []
    assert len(answers) > 30
