"""Asked twice under one key it happens once; with a key or without, the same happens and the same is answered."""

import re

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.http.idempotency import IdempotencyKey, fingerprint
from service.core.keys import KeyRing
from tests.api.journeys import V1
from tests.api.matrix import ROWS, filled, path_of, scene_of

CONVERTER = re.compile(r"<(?:[^<>:]+:)?([a-z_]+)>")
WITHOUT_A_PLACE = {"/api/v1/imports", "/api/v1/places/<code>/codes/missing", "/api/v1/registrations/acceptances",
                   "/api/v1/units/<code>/registrations"}
"""What is answered there has no place of its own to be looked at again: it is kept, encrypted."""
ONCE = [row for row in ROWS if row.route.startswith("POST ") and re.search(r"20[01]:", row.home)
        and not re.search(r"(sessions|me|rider-reports|wechat|preview|simulation|matches|read)\b", row.route)]


def _once(app):
    return {CONVERTER.sub(r"<\1>", rule.rule): app.view_functions[rule.endpoint].declares
            for rule in app.url_map.iter_rules() if getattr(app.view_functions[rule.endpoint], "declares", {}).get(
                "idempotent")}


@pytest.fixture
def twice(journeys, app):
    """`twice(row)`: who did it, and the answers to a first and a second try under one key; None for a row of a route
    that takes no key."""
    def send(row):
        if row.route.split()[1] not in _once(app):
            return None
        scene = scene_of(row, journeys)
        name = re.search(r"20[01]: *(\w+)", row.home)[1]
        body = None if row.body is None else filled(row.body, scene)
        headers = journeys.headers(name) | {"Idempotency-Key": "k"}
        return name, *(journeys.client.post(path_of(row, scene), json=body, headers=headers) for _ in range(2))
    return send


@pytest.mark.parametrize("row", ONCE, ids=lambda row: f"{row.route}-{row.stage}")
def test_under_a_key_the_answer_is_what_lies_there_afterwards_and_so_is_the_next(twice, journeys, row):
    tried = twice(row)
    if tried is None:
        pytest.skip("takes no key")
    name, first, second = tried
    said = [(answer.status_code, answer.headers.get("Location"), answer.headers.get("ETag"), answer.json)
            for answer in (first, second)]

    assert said[0] == said[1]
    assert (first.headers.get("Idempotent-Replay"), second.headers.get("Idempotent-Replay")) == (None, "true")
    if row.route.split()[1] not in WITHOUT_A_PLACE:
        there = journeys.send(name, "GET", first.headers["Location"].removeprefix(V1))
        assert (there.json, there.headers.get("ETag")) == (first.json, first.headers.get("ETag"))


def test_what_is_made_once_has_a_place_that_shows_the_same(app):
    looked_at = app.url_map.bind("")
    for path, declares in _once(app).items():
        if path in WITHOUT_A_PLACE:
            assert declares["located"] is None
            continue
        place = declares["located"].format_map({name: "1" for name in re.findall(r"{(\w+)}", declares["located"])}
                                               | {"client_id": "3f2b8c1e-5d6a-4b7c-8e9f-0a1b2c3d4e5f"})
        endpoint, _ = looked_at.match(place, method="GET")
        assert app.view_functions[endpoint].declares["gives"] is declares["gives"], path


def test_a_worker_who_has_lost_the_ticket_is_shown_no_claim_again(journeys):
    number = journeys.community("home")["number"]
    claim = {"headers": journeys.headers("zhang") | {"Idempotency-Key": "mine"}, "json": {}}
    journeys.client.post(f"{V1}/tickets/{number}/claim", **claim)
    _move_away(journeys, number)

    again = journeys.client.post(f"{V1}/tickets/{number}/claim", **claim)

    assert (again.status_code, again.json["code"]) == (404, "ticket_unknown")
    assert again.status_code == journeys.send("zhang", "GET", f"/tickets/{number}").status_code


def _move_away(journeys, number):
    """The town gives the matter to another community."""
    other = journeys.town.place("other_community").code
    journeys.must("wu", "POST", f"/tickets/{number}/transfer",
                  {"place_code": other, "reason": "属于那边"})


PARTIES = [{"name": "游大海", "phone": "13911112222"}, {"name": "余小河"}]


def test_a_key_keeps_nothing_of_what_was_said(journeys, town):
    body = {"place_code": town.place("community").code, "type": "neighbour", "source": "applied",
            "facts": "排水沟的事", "parties": PARTIES}
    assert journeys.send("zhang", "POST", "/mediations", body, Idempotency_Key="k").status_code == 201

    row = db.session.execute(sa.select(IdempotencyKey.__table__)).mappings().one()

    assert row["kept"] is None and re.fullmatch(rf"{V1}/mediations/\d+", row["location"])
    assert not [value for value in row.values() if re.search("游|余|139|排水", str(value))]


def test_what_was_said_cannot_be_found_by_trying(app, monkeypatch):
    """The digest is keyed: whoever reads it and knows the form of a request cannot find a short one by trying all."""
    with app.app_context():
        here = fingerprint(b"POST /api/v1/tickets/1/claim {}")
        rotated = KeyRing({"other": b"0" * 32, **app.extensions["index_keys"].keys})
        monkeypatch.setitem(app.extensions, "index_keys", rotated)
        after_rotation = fingerprint(b"POST /api/v1/tickets/1/claim {}")

    assert here[0] != after_rotation[0] and here[0] in after_rotation
