"""Every route says who may come in, what it takes and what it gives, in one glance and in the document."""

import inspect

import pytest
from flask import Blueprint, Flask

from service.core.http import gives, open_to_all, signed_in, takes
from service.core.openapi import ProblemOut

DOORS = {"signed_in", "perhaps_signed_in", "open_to_all"}
WITHOUT_A_DOOR = ("live", "ready", "metrics", "static", "api-docs.", "assets.", "web.")  # pages: test_pages.py
FILES = {"media.upload"}  # what comes in is a file, not JSON


def _ours(app):
    return [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()
            if not rule.endpoint.startswith(WITHOUT_A_DOOR)]


def _declared(view, name):
    return getattr(view, "declares", {}).get(name)


def _flaws(rule, view):
    """What a route fails to say about itself."""
    writes = rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    arguments = set(inspect.signature(inspect.unwrap(view)).parameters) - rule.arguments
    created = 201 in getattr(view, "_apidoc", {}).get("success_status_codes", [])
    said = {
        "has no door": _declared(view, "door") in DOORS,
        "says not what it gives": _declared(view, "gives"),
        "has no docstring": inspect.getdoc(view),
        "uses what it does not take": not arguments or _declared(view, "takes") or rule.endpoint in FILES,
        "is a PATCH; an act is a noun of its own": "PATCH" not in writes,
        "creates for a signed-in person, but not once":
            not (created and "POST" in writes and _declared(view, "door") == "signed_in")
            or _declared(view, "idempotent"),
    }
    return [f"{sorted(writes or {'GET'})[0]} {rule.rule} {flaw}" for flaw, well in said.items() if not well]


def _mounted(view, method="POST", path="/x/<number>"):
    app, blueprint = Flask(__name__, static_folder=None), Blueprint("tried", __name__)
    blueprint.add_url_rule(path, "tried", view, methods=[method])
    app.register_blueprint(blueprint)
    return next((rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules())


def _good(number, type):
    """Does one thing."""


def _silent(number):
    pass


def _bare(number):
    """Does one thing."""


def test_every_route_says_what_it_is(app):
    assert [flaw for rule, view in _ours(app) for flaw in _flaws(rule, view)] == []


def test_nothing_lives_outside_the_api_but_pages_health_and_figures(app):
    outside = {rule.rule for rule in app.url_map.iter_rules()
               if not rule.rule.startswith("/api/") and not rule.endpoint.startswith("web.")}

    assert outside <= {"/health/live", "/health/ready", "/metrics", "/assets/<digest>/<path:name>"}


def test_a_whole_route_has_no_flaw():
    view = signed_in(takes(ProblemOut)(gives(ProblemOut)(_good)))

    assert _flaws(*_mounted(view)) == []


@pytest.mark.parametrize(("view", "flaw"), [
    (takes(ProblemOut)(gives(ProblemOut)(_good)), "has no door"),
    (signed_in(takes(ProblemOut)(_good)), "says not what it gives"),
    (signed_in(gives(ProblemOut)(_silent)), "has no docstring"),
    (signed_in(gives(ProblemOut)(_good)), "uses what it does not take"),
    (signed_in(gives(ProblemOut, status=201)(_bare)), "creates for a signed-in person, but not once"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_route_that_leaves_something_out_is_found(view, flaw):
    assert any(found.endswith(flaw) for found in _flaws(*_mounted(view)))


def test_a_patch_is_found():
    view = open_to_all(gives(ProblemOut)(_bare))

    assert any("PATCH" in found for found in _flaws(*_mounted(view, method="PATCH")))
