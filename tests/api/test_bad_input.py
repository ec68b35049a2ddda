"""What people and programs send that cannot be taken: named by its field, and nothing of it is written."""

import base64
import json

import pytest

from tests.api.journeys import LAMP, V1

NUL, HALF = "\x00", "\ud83d"
EVERYWHERE = {"lat": 29.8, "lng": 107.1, "coord_type": "wgs84"}


FORGED = [(None, 10**99), (None, -1), (None, "a"), ("2026-01-01", 1), ("2026-01-01T00:00:00", 1), (1, 2), (1,),
          ({}, [])]


def _sealed(*parts):
    """A cursor somebody made himself."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.fixture
def submit(journeys, town):
    """Submit a matter at the compound with these fields, or without those given as `...`."""
    def post(by="li", **fields):
        body = LAMP | {"place_code": town.place("compound").code} | fields
        return journeys.send(by, "POST", "/tickets", {name: value for name, value in body.items() if value is not ...})
    return post


def _problem(answer):
    return answer.status_code, answer.json["code"], sorted(answer.json.get("fields", {}))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u3000", "\u200b\u200d\ufeff", "\u3164", "\u2800", "\ufe0f",
                                  "路" * 4001, f"灯{NUL}", f"灯{HALF}", None, 5, True, ["灯"], {"text": "灯"}])
def test_a_text_that_says_nothing_or_cannot_be_kept_is_refused(submit, nothing_written, text):
    with nothing_written():
        assert _problem(submit(text=text)) == (422, "invalid", ["text"])


@pytest.mark.parametrize("text", [
    "路" * 4000, f"  {'路' * 4000}\n", "𠮷野家的灯𪚥", "李\u202e明\u200f", "灯\u200d不亮", "1", "𖡄", "第一行\r\n第二行",
    "<script>alert(1)</script>", "'; DROP TABLE tickets; --"])
def test_a_text_is_kept_as_it_came(submit, journeys, text):
    answer = submit(text=text)
    number = answer.json["number"]

    assert (answer.status_code, journeys.must("li", "GET", f"/tickets/{number}")["text"]) == (201, text)


@pytest.mark.parametrize(("change", "expected"), [
    ({"code_token": "unknown-token", "place_code": ...}, (422, "code_unknown", ["code_token"])),
    ({"place_code": "500115999"}, (422, "place_unknown", ["place_code"])),
    ({"place_code": "500115001"}, (422, "place_too_wide", ["place_code"])),
    ({"place_code": "500115"}, (422, "place_too_wide", ["place_code"])),
    ({"place_code": ...}, (422, "invalid", ["place_code"])),
    ({"code_token": "unknown-token"}, (422, "invalid", ["place_code"])),
    ({"category": "no.such"}, (422, "invalid", ["category"])),
    ({"urgency": "very"}, (422, "invalid", ["urgency"])),
    ({"points": 5}, (422, "invalid", ["points"])),
    ({"contact_phone": "110"}, (422, "invalid", ["contact_phone"])),
    ({"contact_phone": "１９０００００００００１"}, (422, "invalid", ["contact_phone"])),
    ({"address": "三单元\n四楼"}, (422, "invalid", ["address"])),
    ({"address": "路" * 201}, (422, "invalid", ["address"])),
    ({"anonymous": "true"}, (422, "invalid", ["anonymous"])),
    ({"anonymous": 1}, (422, "invalid", ["anonymous"])),
    ({"on_behalf_of": {"name": ""}}, (422, "invalid", ["on_behalf_of"])),
    ({"on_behalf_of": {"name": "陈老太", "id_card": "1"}}, (422, "invalid", ["on_behalf_of"])),
    ({"photos": ["0" * 32]}, (422, "invalid", ["photos"])),
    ({"photos": ["a", "a"]}, (422, "invalid", ["photos"])),
    ({"photos": [str(number) for number in range(10)]}, (422, "invalid", ["photos"])),
    ({"photos": [["a"]]}, (422, "invalid", ["photos"])),
    ({"coordinates": EVERYWHERE | {"lat": 90.1}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": EVERYWHERE | {"lng": -180.5}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": EVERYWHERE | {"lat": "29.8"}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": EVERYWHERE | {"lat": True}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": EVERYWHERE | {"coord_type": "mars"}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": {"lat": 29.8}}, (422, "invalid", ["coordinates"])),
    ({"coordinates": [29.8, 107.1]}, (422, "invalid", ["coordinates"])),
], ids=str)
def test_a_flawed_matter_is_refused_by_its_field(submit, nothing_written, change, expected):
    with nothing_written():
        assert _problem(submit(**change)) == expected


def test_coordinates_at_the_edge_of_the_world_are_kept(submit):
    coordinates = {"lat": -90, "lng": 180, "coord_type": "gcj02"}

    assert submit(coordinates=coordinates).json["coordinates"] == coordinates


@pytest.mark.parametrize(("number", "status"), [("NaN", 400), ("Infinity", 400), ("-Infinity", 400), ("1e400", 422)])
def test_a_coordinate_that_is_no_number_is_refused(journeys, client, town, nothing_written, number, status):
    matter = LAMP | {"place_code": town.place("compound").code, "coordinates": EVERYWHERE}
    raw = json.dumps(matter).replace("29.8", number)

    with nothing_written():
        answer = client.post(f"{V1}/tickets", data=raw.encode(), content_type="application/json",
                             headers=journeys.headers("li"))

    assert answer.status_code == status


def test_half_a_character_written_as_an_escape_is_refused(journeys, client, town, nothing_written):
    raw = json.dumps({"text": "灯\ud800", "place_code": town.place("compound").code})

    with nothing_written():
        answer = client.post(f"{V1}/tickets", data=raw.encode(), content_type="application/json",
                             headers=journeys.headers("li"))

    assert _problem(answer) == (422, "invalid", ["text"])


def test_a_revoked_code_answers_clearly_and_the_place_may_be_chosen_instead(submit, journeys, nothing_written):
    code = journeys.printed("home")
    journeys.must("zhang", "DELETE", f"/codes/{code['token']}")

    with nothing_written():
        refused = submit(code_token=code["token"], place_code=...)

    assert _problem(refused) == (410, "code_revoked", [])
    assert refused.json["place"]["code"] == code["code"]
    assert submit(place_code=refused.json["place"]["code"]).status_code == 201


def test_somebody_elses_picture_is_not_attached(submit, journeys, nothing_written):
    photo_id = journeys.loose("away")["photo_id"]

    with nothing_written():
        assert _problem(submit(photos=[photo_id])) == (422, "invalid", ["photos"])


def test_a_picture_is_used_once(submit, journeys, nothing_written):
    photo_id = journeys.loose("home")["photo_id"]
    submit(photos=[photo_id])

    with nothing_written():
        assert _problem(submit(photos=[photo_id])) == (422, "invalid", ["photos"])


def test_speaking_for_another_needs_a_grant(submit, nothing_written):
    with nothing_written():
        assert _problem(submit(on_behalf_of={"name": "陈老太"})) == (403, "on_behalf_needs_grant", [])


@pytest.mark.parametrize("typed", [
    lambda number: number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    lambda number: f" {number} ",
    lambda number: number.replace("-", ""), lambda number: number.replace("-", "——"), lambda number: " ".join(number)],
    ids=["full-width", "blanks", "plain", "long dashes", "spelled"])
def test_a_number_is_found_however_it_was_typed(submit, journeys, typed):
    number = submit().json["number"]

    assert journeys.must("li", "GET", f"/tickets/{typed(number)}")["number"] == number


@pytest.mark.parametrize("query", [
    "limit=0", "limit=101", "limit=abc", "limit=1.5", "limit=-1", "cursor=x", "cursor=%00", "view=everything",
    *(f"cursor={_sealed(*parts)}" for parts in FORGED), "queue=none", "state=open", "overdue=perhaps", "q=", "q=%00",
    "place=", "unknown=1", "place=" + "1" * 33])
@pytest.mark.parametrize("view", ["view=mine", "view=queue"])
def test_a_flawed_question_names_its_field(journeys, view, query):
    answer = journeys.send("wang", "GET", f"/tickets?{query}" + ("" if query.startswith("view") else f"&{view}"))

    assert _problem(answer) == (422, "invalid", [query.partition("=")[0]])


@pytest.mark.parametrize("path", ["/tickets?view=place", "/places", "/places/500115/codes", "/grants?place=500115",
                                  "/me/inbox", "/deliveries", "/routing-rules"])
def test_a_forged_cursor_is_refused_by_every_list(journeys, path):
    forged = ["x", "%00", "½", *(_sealed(*parts) for parts in FORGED), _sealed([["a"]])]

    asked = path + ("&" if "?" in path else "?") + "cursor="
    answers = [journeys.send("zheng", "GET", asked + cursor) for cursor in forged]

    assert [_problem(answer) for answer in answers] == [(422, "invalid", ["cursor"])] * len(forged)
