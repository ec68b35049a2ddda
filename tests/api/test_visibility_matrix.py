"""Every route × every person × their own place and another one: the status is the one the domain says."""

import re

import pytest

from tests.api.journeys import SHORT, V1
from tests.api.matrix import ROWS, filled, path_of, scene_of
from tests.databases import SQLite

NAMES = [*SHORT, "stranger"]
CONVERTER = re.compile(r"<(?:[^<>:]+:)?([a-z_]+)>")
PLAIN = r"<\1>"
COSTLY = ("poster.pdf", "poster.png", "/sessions/password")  # open to all: two are enough
NOT_FOR_PEOPLE = re.compile(r"/api/docs|/health/ready")
PAGES = ("web.", "assets.")  # theirs are tests/web


def _routes(app):
    return {f"{method} {CONVERTER.sub(PLAIN, rule.rule)}" for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
            if not NOT_FOR_PEOPLE.match(rule.rule) and not rule.endpoint.startswith(PAGES)}


def _ask(journeys, row, scene, name):
    method = row.route.split()[0]
    body = None if row.body is None else filled(row.body, scene)
    return journeys.client.open(path_of(row, scene), method=method, json=body, headers=journeys.headers(name))


def _looks(row):
    return row.route.startswith("GET ") or row.route == f"POST {V1}/sessions/wechat"


def _asked(row, where, database):
    """Everybody; on the second database one of each answer, since who may is the same there: what one finds of others
    is compared list by list on both in test_seeing_agrees."""
    names = NAMES[:1] + NAMES[-1:] if row.route.endswith(COSTLY) else NAMES
    return names if isinstance(database, SQLite) else {row.expected(where, name): name for name in names}.values()


@pytest.mark.parametrize("where", ["home", "away"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.route}-{row.stage}")
def test_everybody_gets_the_answer_the_domain_gives_him(journeys, database, row, where):
    scene, got = None, {}

    for name in sorted(_asked(row, where, database), key=lambda name: row.expected(where, name) < 300):
        scene = scene or scene_of(row, journeys, where)
        got[name] = _ask(journeys, row, scene, name).status_code
        if got[name] < 300 and not _looks(row):
            scene = None

    assert got == {name: row.expected(where, name) for name in got}


def test_every_route_has_its_row(app):
    assert _routes(app) - {row.route for row in ROWS} == set()


def test_every_row_has_its_route(app):
    assert {row.route for row in ROWS} - _routes(app) == set()
