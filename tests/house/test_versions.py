"""Whoever changes something on a page says which version he saw: the form holds it, the route hands it on."""

import ast
import importlib
import inspect
import re

import pytest

from service.web import HERE

FORM = re.compile(r"<form\b[^>]*?url_for\(['\"]web\.([\w.]+)['\"].*?hidden\((.*?)\)\s*-?\}\}", re.DOTALL)
BUTTON = re.compile(r"press\(((?:[^{}]|\{[^{}]*\})*?url_for\(['\"]web\.([\w.]+)['\"](?:[^{}]|\{[^{}]*\})*?)\}\}")
ROUTES = [path for path in sorted((HERE / "routes").glob("*.py")) if path.stem != "__init__"]


def _calls(source):
    """(name of the view around, call) of what views call that are about something which stands already."""
    return [(view.name, call) for view in ast.walk(ast.parse(source)) if isinstance(view, ast.FunctionDef)
            and view.args.args for call in ast.walk(view) if isinstance(call, ast.Call)]


def _takes_a_version(call, module) -> bool:
    """Whether what is called asks for the version that was seen."""
    try:
        called = eval(ast.unparse(call.func), vars(module))
        return "seen" in inspect.signature(called).parameters
    except (NameError, AttributeError, TypeError, ValueError):
        return False


def _says(call) -> bool:
    return any(each.arg == "seen" and ast.unparse(each.value) == "seen()" for each in call.keywords)


def _unsaid(source, module) -> list[str]:
    return [name for name, call in _calls(source) if _takes_a_version(call, module) and not _says(call)]


def _versioned() -> set[str]:
    """The pages whose form says a version."""
    return {f"{_module(path).bp.name}.{name}" for path in ROUTES for name, call in _calls(path.read_text("utf-8"))
            if _says(call)}


def _module(path):
    return importlib.import_module(f"service.web.routes.{path.stem}")


def _forms(text) -> list[tuple[str, bool]]:
    """(page, whether a version goes along) of the forms and single buttons of a template."""
    return [(page, "seen=" in held) for page, held in FORM.findall(text)] + [
        (page, "seen=" in held) for held, page in BUTTON.findall(text)]


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
def test_a_route_hands_the_version_on_wherever_it_is_asked_for(path):
    assert _unsaid(path.read_text("utf-8"), _module(path)) == []


def test_a_route_that_keeps_it_to_itself_is_found():
    module = importlib.import_module("service.web.routes.posts")

    planted = "def take_seat(post_id):\n    arranging.take_seat(post_id, by=me(), seen=None)"

    assert _unsaid(planted, module) == ["take_seat"]


def test_every_form_that_needs_a_version_holds_it():
    needed = _versioned()
    found = [(path.name, *form) for path in sorted((HERE / "templates").rglob("*.html"))
             for form in _forms(path.read_text("utf-8")) if form[0] in needed]

    assert [(name, page) for name, page, says in found if not says] == []
    assert len({page for _name, page, _says in found}) > 40


def test_a_form_without_its_version_is_found():
    bare = """<form action="{{ url_for('web.posts.change', post_id=1) }}">{{- hidden("change") }}"""
    button = """{{ press("seat", url_for("web.posts.take_seat", post_id=1), "我来", values={"a": "b"}) }}"""

    assert _forms(bare + button) == [("posts.change", False), ("posts.take_seat", False)]
