"""Every page says who may look, what it takes and what it shows; every form is guarded and shown again when refused."""

import inspect
import re

import pytest
from jinja2 import nodes

from service.core.pages import anybody, fills, leads_to, shows, somebody
from service.web import HERE

DOORS = {"anybody", "somebody"}
OPEN = {"home.home", "home.look", "people.set_up", "people.setup", "public.answers", "reporting.choose",
        "reporting.chosen", "reporting.scanned", "signing_in.back_from_wechat", "signing_in.sign_in",
        "signing_in.to_wechat", "signing_in.with_password", "signing_in.with_wechat", "tickets.ticket"}
UNSAFE = re.compile(r"\|\s*safe\b|autoescape false|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|https?://(?!www\.w3\.org/2000/svg)")
SAFE = {"sign_in.html": 1, "forms.html": 0}  # attributes written out in the template itself


def _pages(app):
    return [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("web.")]


def _flaws(methods, view):
    """What a page fails to say about itself."""
    said, sends = getattr(view, "declares", {}), "POST" in methods
    flaws = {
        "has no door": said.get("door") in DOORS,
        "shows nothing": "shows" in said or "leads_to" in said,
        "takes a form unguarded": not sends or "fills" in said,
        "changes something by being looked at": sends or "fills" not in said,
        "has no docstring": inspect.getdoc(view),
        "has a verb no form can send": methods <= {"GET", "HEAD", "OPTIONS", "POST"},
    }
    return [flaw for flaw, well in flaws.items() if not well]


def test_these_pages_are_for_everybody_and_no_others(app):
    assert {rule.endpoint.removeprefix("web.") for rule, view in _pages(app)
            if view.declares["door"] == "anybody"} == OPEN


def _view():
    """Does one thing."""


def _silent():
    pass


def test_every_page_says_what_it_is(app):
    assert [f"{rule.rule} {flaw}" for rule, view in _pages(app) for flaw in _flaws(rule.methods, view)] == []


def test_every_page_answers_one_verb(app):
    assert [rule.rule for rule, _view in _pages(app) if {"GET", "POST"} <= rule.methods] == []


def test_a_whole_page_has_no_flaw():
    page = anybody(shows("home.html")(_view))

    assert _flaws({"GET"}, page) == []
    assert _flaws({"POST"}, somebody(fills(on=page)(leads_to("web.home.home")(_view)))) == []


@pytest.mark.parametrize(("methods", "view", "flaw"), [
    ({"GET"}, shows("home.html")(_view), "has no door"),
    ({"GET"}, anybody(_view), "shows nothing"),
    ({"GET"}, anybody(shows("home.html")(_silent)), "has no docstring"),
    ({"POST"}, somebody(leads_to("web.home.home")(_view)), "takes a form unguarded"),
    ({"PUT"}, somebody(fills(on=_view)(leads_to("web.home.home")(_view))), "has a verb no form can send"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_page_that_leaves_something_out_is_found(methods, view, flaw):
    assert flaw in _flaws(methods, view)


def test_no_template_lets_a_script_in_or_fetches_from_elsewhere():
    found = {path.name: UNSAFE.findall(path.read_text("utf-8")) for path in (HERE / "templates").rglob("*.html")}

    assert {name: hits for name, hits in found.items() if len(hits) > SAFE.get(name, 0)} == {}


@pytest.mark.parametrize("planted", ["{{ text|safe }}", "<script>x()</script>", '<p style="x">', '<b onclick="x()">',
                                     '<img src="https://elsewhere.example/x.png">'])
def test_a_template_that_does_is_found(planted):
    assert UNSAFE.search(planted)


def _shadowed(tree):
    """Names of imported macros that are written out instead of called, a page would show `<Macro …>`; a card may be
    handed on to what lays out a list of them."""
    imported = {name if isinstance(name, str) else name[1] for one in tree.find_all(nodes.FromImport)
                for name in one.names}
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    return sorted({name.name for name in tree.find_all(nodes.Name) if name.ctx == "load" and id(name) not in called}
                  & {name for name in imported if not name.endswith("_card")})


def test_no_page_writes_a_macro_out_where_it_means_a_value(app):
    paths = sorted((HERE / "templates").rglob("*.html"))
    found = {path.name: _shadowed(app.jinja_env.parse(path.read_text("utf-8"))) for path in paths}

    assert {name: names for name, names in found.items() if names} == {}


def test_a_macro_that_is_written_out_is_found(app):
    planted = app.jinja_env.parse('{% from "forms.html" import text, area %}{{ area("a", "b", "话", text or "") }}')

    assert _shadowed(planted) == ["text"]
