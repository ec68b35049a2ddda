"""Strings that break programs, through every field a person types into: unchanged, or refused by the field's name.

They lie beside the checkout, are other people's work, and stay out of it.
"""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "naughty"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the naughty strings are not beside the checkout")
EVERY_NTH_ON_POSTGRESQL, EVERY_NTH_RARE, EVERY_NTH_AGAIN = 10, 40, 4
ROOM = 450  # characters that are sent at once through a field that takes 500


def _read():
    if not FOLDER.is_dir():
        return []
    rare = [*(FOLDER / "rare_cn.txt").read_text("utf-8").splitlines(),
            *(FOLDER / "tongyong_guifan_level3.txt").read_text("utf-8").splitlines()[::EVERY_NTH_RARE]]
    lists = [json.loads((FOLDER / name).read_bytes()) for name in ("blns.json", "edge_cn.json")]
    return [*lists[0], *lists[1], *rare]


@pytest.fixture
def strings(request):
    """All of them on SQLite, a sample on PostgreSQL."""
    return _read()[::EVERY_NTH_ON_POSTGRESQL if "postgresql" in request.node.name else 1]


@pytest.fixture
def fewer(strings):
    """A sample, for fields that are read by the same kind as one all strings have gone through."""
    return strings[::EVERY_NTH_AGAIN]


def _bundles(strings, glue):
    """The strings in bundles that fit one field; one that is too long stands alone."""
    bundle = []
    for string in strings:
        if bundle and len(glue.join([*bundle, string])) > ROOM:
            yield glue.join(bundle)
            bundle = []
        bundle.append(string)
    yield glue.join(bundle)


def _through(strings, glue, send, field):
    """What did not come back as it went in, nor was refused by its field; a refused bundle goes string by string."""
    changed, kept = [], 0
    for bundle in _bundles(strings, glue):
        for text in [bundle] if send(bundle)[0] < 300 else bundle.split(glue):
            status, got = send(text)
            kept += status < 300
            if not (status < 300 and got == text) and not (status == 422 and list(got) == [field]):
                changed.append((status, text, got))
    assert kept > len(strings) / 50
    return changed


def _answer(answer, read):
    return answer.status_code, read(answer.json) if answer.status_code < 300 else answer.json.get("fields")


def test_the_text_of_a_matter(journeys, town, strings):
    place, changed = town.place("compound").code, []

    for text in strings:
        answer = journeys.send("li", "POST", "/tickets", {"text": text, "place_code": place, "category": "help"})
        if answer.status_code != 422:
            found = journeys.must("li", "GET", f"/tickets/{answer.json['number']}")["text"]
            changed += [text] if (answer.status_code, answer.json["text"], found) != (201, text, text) else []
        elif list(answer.json["fields"]) != ["text"]:
            changed.append(text)

    assert changed == []


@pytest.mark.parametrize("field", ["address", "on_behalf_of"])
def test_the_address_and_the_name_of_an_elder(journeys, town, fewer, field):
    def send(text):
        matter = {"address": text} if field == "address" else {"on_behalf_of": {"name": text}}
        answer = journeys.send("zhang", "POST", "/tickets", {"text": "灯不亮", "place_code": place} | matter)
        return _answer(answer, lambda ticket: journeys.must(
            "zhang", "POST", f"/tickets/{ticket['number']}/reveal", {"reason": "核实"})[shown])
    place, shown = town.place("compound").code, "address" if field == "address" else "name"

    assert _through(fewer, " ", send, field) == []


def test_the_name_a_person_is_called_by(journeys, strings):
    def send(text):
        return _answer(journeys.send("li", "PUT", "/me/name", {"display_name": text}), lambda me: me["display_name"])

    spaced_out = [string.strip() for string in strings]  # blanks around a name are dropped

    assert _through(spaced_out, " ", send, "display_name") == []


def _last(ticket):
    return ticket["timeline"][-1]["text"]


def test_a_note_of_a_contact(journeys, strings):
    number = journeys.claimed("home")["number"]

    def send(text):
        body = {"method": "phone", "reached": True, "note": text}
        return _answer(journeys.send("wang", "POST", f"/tickets/{number}/contact", body), _last)

    assert _through(strings, "\n", send, "note") == []


def test_a_question_and_its_reply(journeys, fewer):
    number = journeys.claimed("home")["number"]

    def send(text):
        asked = _answer(journeys.send("wang", "POST", f"/tickets/{number}/question", {"text": text}), _last)
        if asked[0] >= 300:
            return asked
        replied = _answer(journeys.send("li", "POST", f"/tickets/{number}/reply", {"text": text}), _last)
        return replied if asked == replied else (500, [asked, replied])

    assert _through(fewer, "\n", send, "text") == []


def test_an_answer_and_what_is_said_of_it(journeys, fewer):
    number = journeys.claimed("home")["number"]
    journeys.act(number, "holder", "home", "contact", {"method": "phone", "reached": True})

    def send(text):
        told = _answer(journeys.send("wang", "POST", f"/tickets/{number}/answer", {"text": text}), _last)
        if told[0] >= 300:
            return told
        rating = {"solved": "no", "satisfaction": 1, "comment": text}
        said = journeys.send("li", "POST", f"/tickets/{number}/rating", rating)
        held = journeys.must("li", "GET", "/me/data")["sections"]["tickets"][0]["rating"]["comment"]
        return told if (said.status_code, held) == (201, text) else (500, said.text)

    assert _through(fewer, "\n", send, "text") == []


def test_the_reason_of_a_rejection(journeys, town, fewer):
    place = town.place("compound").code

    def send(text):
        number = journeys.must("li", "POST", "/tickets", {"text": "灯不亮", "place_code": place})["number"]
        answer = journeys.send("zhang", "POST", f"/tickets/{number}/rejection",
                               {"reason_code": "unclear", "reason": text, "other_channel": "12345"})
        return _answer(answer, _last)

    assert _through(fewer, "\n", send, "reason") == []


def test_what_is_searched_for(journeys, strings):
    answers = {text: journeys.client.get("/api/v1/tickets", query_string={"q": text, "view": "place"},
                                         headers=journeys.headers("zhang"))
               for text in strings if "\ud800" not in text}

    assert {text: answer.status_code for text, answer in answers.items()
            if answer.status_code != 200 and list(answer.json["fields"]) != ["q"]} == {}
