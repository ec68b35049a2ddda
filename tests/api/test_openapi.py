"""The document says what the service does: whole, valid, its examples work, and every answer keeps to it."""

import re
from importlib.metadata import version

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from tests.api.matrix import ROWS, filled, path_of, scene_of

CONVERTER, PLAIN = re.compile(r"<(?:[^<>:]+:)?([a-z_]+)>"), r"{\1}"
pytestmark = pytest.mark.usefixtures("only_sqlite")
REFUSED = {"401", "403", "404", "422", "429", "503"}
WITH_A_BODY, WHEN_IT_CHANGES = {"400", "413", "415"}, {"409", "410", "412"}
SUCCESSES = [row for row in ROWS if re.match(r"20[01]:", row.home) and row.route.split()[1].startswith("/api/v1/")]


def _operations(document):
    """(name such as `GET /api/v1/me`, operation) of everything in it."""
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post", "put", "delete", "patch"}:
            yield f"{method.upper()} {path}", item[method]


def _operation(document, route):
    return dict(_operations(document))[re.sub(r"<([a-z_]+)>", r"{\1}", route)]


def _check(document, schema, value):
    """Raises jsonschema_rs.ValidationError for a value the schema refuses."""
    jsonschema_rs.validator_for(schema | {"components": document["components"]}).validate(value)


def _examples(node):
    """(schema, example) of every example anywhere in it."""
    if isinstance(node, dict):
        if "example" in node and "properties" not in node:
            yield node.get("schema", node), node["example"]
        for name, part in node.items():
            if name != "example":
                yield from _examples(part)
    if isinstance(node, list):
        for part in node:
            yield from _examples(part)


@pytest.fixture
def done(journeys):
    """The answer to a row of the matrix by the first person who may."""
    def do(row, change=None):
        scene = scene_of(row, journeys)
        body = None if row.body is None else filled(row.body, scene)
        name = row.home.partition(":")[2].split()[0]
        return journeys.client.open(path_of(row, scene), method=row.route.split()[0],
                                    json=body if change is None else body | change, headers=journeys.headers(name))
    return do


def test_it_is_a_valid_document_of_openapi_3_1(document):
    OPENAPI_31_VALIDATOR.validate(document)
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)

    assert document["openapi"] == "3.1.0"


def test_every_reference_leads_somewhere(document):
    text = re.findall(r'"\$ref": ?"#/components/(\w+)/([\w.-]+)"', str(document).replace("'", '"'))

    assert text
    assert [found for found in text if found[1] not in document["components"][found[0]]] == []


def test_every_route_is_in_it_and_nothing_else(document, app):
    routes = {f"{method} {CONVERTER.sub(PLAIN, rule.rule)}" for rule in app.url_map.iter_rules()
              for method in rule.methods - {"HEAD", "OPTIONS"} if rule.rule.startswith("/api/v1/")}

    assert {name for name, _ in _operations(document)} == routes


def test_every_operation_says_what_it_does_who_may_and_what_comes_back(document):
    silent = []
    for name, operation in _operations(document):
        success = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
        said = (operation.get("summary", "").endswith("."), isinstance(operation.get("security"), list),
                len(success) == 1, all("content" in answer or status == "204" for status, answer in success.items()))
        silent += [] if all(said) else [(name, said)]

    assert silent == []


def test_every_route_that_takes_a_body_shows_its_schema(document, app):
    taking = {f"{method} {CONVERTER.sub(PLAIN, rule.rule)}" for rule in app.url_map.iter_rules()
              for method in rule.methods & {"POST", "PUT", "DELETE"}
              if getattr(app.view_functions[rule.endpoint], "declares", {}).get("takes")}
    shown = {name for name, operation in _operations(document)
             for content in operation.get("requestBody", {}).get("content", {}).values() if "$ref" in content["schema"]}

    assert taking == shown


def test_every_operation_lists_its_refusals_as_problems(document):
    for name, operation in _operations(document):
        expected = REFUSED | (WITH_A_BODY if "requestBody" in operation else set()) | (
            set() if name.startswith("GET") else WHEN_IT_CHANGES)

        assert expected <= operation["responses"].keys(), name
    for refusal in document["components"]["responses"].values():
        assert list(refusal["content"]) == ["application/problem+json"]


def test_every_example_is_accepted_by_its_own_schema(document):
    examples = list(_examples(document))

    assert len(examples) > 30
    for schema, example in examples:
        _check(document, {key: value for key, value in schema.items() if key != "example"}, example)


@pytest.mark.parametrize("row", [row for row in SUCCESSES if row.body is not None],
                         ids=lambda row: f"{row.route}-{row.stage}")
def test_every_example_of_a_body_is_accepted_by_its_route(document, done, row):
    content = _operation(document, row.route)["requestBody"]["content"]["application/json"]

    assert done(row, content.get("example", {})).status_code in (200, 201)


@pytest.mark.parametrize("row", SUCCESSES, ids=lambda row: f"{row.route}-{row.stage}")
def test_every_answer_keeps_to_its_schema(document, done, row):
    answer = done(row)
    content = _operation(document, row.route)["responses"][str(answer.status_code)]["content"]

    if answer.mimetype == "application/json":
        _check(document, content["application/json"]["schema"], answer.json)
    assert answer.mimetype in content


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/tickets?limit=0", "/api/v1/tickets/x"])
def test_every_refusal_keeps_to_its_schema(document, client, path):
    _check(document, document["components"]["schemas"]["ProblemOut"], client.get(path).json)


def test_the_page_is_made_of_our_own_files_alone(client):
    page = client.get("/api/docs")
    files = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert len(files) == 5
    assert [(path, client.get(path).status_code) for path in files] == [(path, 200) for path in files]
    assert not re.search(r"<script>|<style|style=|\son\w+=|//", page.text)


def test_the_page_may_ask_nobody_else(client):
    policy = client.get("/api/docs").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    assert rules.pop("img-src") == "'self' data:"
    assert {"default-src", "script-src", "style-src", "connect-src", "frame-ancestors"} <= rules.keys()
    assert set(rules.values()) == {"'self'", "'none'"}


@pytest.mark.parametrize("name", ["index.html", "page.html", "page.py", "..%2fpage.py", "LICENSE", "swagger-ui.js"])
def test_the_page_gives_no_other_file_away(client, name):
    assert client.get(f"/api/docs/{name}").status_code == 404


def test_the_script_reads_openapi_3_1(database):
    assert int(version("flask-swagger-ui").partition(".")[0]) >= 5  # Swagger UI's own number; 3.1 since 5.0
