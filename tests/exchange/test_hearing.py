"""What an outside system may say: of what is in its hands, once, sealed with its key and fresh; nothing else."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.exchange.models import IncomingEvent
from service.feedback import actions as feedback
from service.feedback.models import Ticket, TimelineEntry
from service.notifications.models import Message
from tests.exchange.conftest import CITY, NEW, OLD


@pytest.fixture
def traces(town):
    """How much has been written: events heard, steps, letters, versions."""
    def count():
        return [*(db.session.scalar(sa.select(sa.func.count()).select_from(model))
                  for model in (IncomingEvent, TimelineEntry, Message)),
                db.session.scalar(sa.select(sa.func.sum(Ticket.version)))]
    return count


def _word(answer):
    return answer.status_code, answer.json.get("code") or answer.json.get("sync_state")


@pytest.mark.parametrize("key", [("new", NEW), ("old", OLD)])
def test_any_of_its_keys_opens(forward, speaker, key):
    assert _word(speaker.say("progress", forward(), text="在办", key=key)) == (200, "in_progress")


WRONG = [
    {"late": 302}, {"late": -302}, {"key": ("new", OLD)}, {"key": ("other", NEW)}, {"key": ("city", CITY)},
    {"code": "city"}, {"code": "nowhere"}, {"altered": b'{"event": "done", "number": "x", "text": "y"}'},
    {"delivery": "short"}, {"delivery": "has.a.dot.in.it"}]


def test_whatever_is_wrong_with_a_seal_is_told_in_one_way_and_no_table_is_looked_at(forward, speaker, statements):
    number = forward()

    with statements() as sent:
        answers = [speaker.say("progress", number, text="在办", **wrong) for wrong in WRONG]

    assert sent == []
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {(401, "application/problem+json")}
    assert len({answer.data for answer in answers}) == 1 and answers[0].json["code"] == "signature_invalid"


@pytest.mark.parametrize("changed", [
    {"X-Mashang-Timestamp": "9" * 5000}, {"X-Mashang-Delivery": "another-one"}, {"X-Mashang-Signature": ""},
    {"X-Mashang-Signature": "v2=new:" + "0" * 64}, {"X-Mashang-Signature": "v1=new:ü"}], ids=lambda it: str(it)[:60])
def test_a_header_that_was_touched_opens_nothing(speaker, changed):
    body = b'{"event": "progress", "number": "x", "text": "x"}'

    assert _word(speaker.send(body, speaker.headers(body, **changed))) == (401, "signature_invalid")


def test_the_same_delivery_again_changes_nothing_and_hears_the_same(forward, speaker, traces):
    number = forward()
    first = speaker.say("progress", number, text="在办", delivery="same-delivery")
    after = traces()
    speaker.say("done", number, text="办好了")

    again = speaker.say("progress", number, text="在办", delivery="same-delivery", late=60)

    assert (again.status_code, again.data) == (200, first.data)
    assert traces()[0] == after[0] + 1  # the result alone


def test_the_same_delivery_with_other_words_is_refused(forward, speaker, traces):
    number = forward()
    speaker.say("progress", number, text="在办", delivery="same-delivery")
    before = traces()

    assert _word(speaker.say("progress", number, text="另一句", delivery="same-delivery")) == (422, "delivery_reused")
    assert traces() == before


def test_a_delivery_id_belongs_to_one_system(forward, speaker):
    ours, theirs = forward(), forward(system="city")
    said = {"text": "在办", "delivery": "same-delivery"}

    assert [speaker.say("progress", ours, **said).status_code,
            speaker.say("progress", theirs, **said, code="city", key=("city", CITY)).status_code] == [200, 200]


def test_a_delivery_that_was_refused_may_come_again(life, people, forward, speaker):
    number, said = life.submit(), {"text": "在办", "delivery": "same-delivery"}
    refused = speaker.say("progress", number, **said)
    forward(number)

    assert (refused.status_code, speaker.say("progress", number, **said).status_code) == (404, 200)


def test_a_system_learns_nothing_of_tickets_it_was_never_given(life, forward, speaker, traces):
    others = [life.submit(), forward(system="city"), "500115-20261122-9999-3", "no number"]
    before = traces()

    answers = [speaker.say("done", number, text="办好了") for number in others]

    assert [_word(answer) for answer in answers] == [(404, "ticket_unknown")] * 4
    assert answers[0].data == answers[1].data
    assert traces() == before


@pytest.mark.parametrize(("event", "said"), [("progress", {"text": "x"}), ("done", {"text": "x"}),
                                             ("returned", {"reason": "x"}), ("accepted", {"external_id": "A"})])
def test_what_was_taken_back_is_no_longer_theirs(forward, people, speaker, traces, event, said):
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    before = traces()

    answer = speaker.say(event, number, **said)

    assert (*_word(answer), answer.json["state"]) == (409, "forwarding_ended", "queued")
    assert traces() == before


def test_a_matter_forwarded_on_to_another_system_is_that_ones(forward, people, speaker):
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="归市级平台")
    forward(number, system="city")

    assert _word(speaker.say("done", number, text="x")) == (409, "forwarding_ended")
    assert _word(speaker.say("done", number, text="x", code="city", key=("city", CITY))) == (200, "done")


def test_a_result_may_come_before_the_number_and_the_number_is_still_kept(forward, speaker, client, town):
    number = forward()
    answers = [speaker.say("done", number, text="办好了"), speaker.say("accepted", number, external_id="SZ-1"),
               speaker.say("progress", number, text="在办")]

    shown = client.get(f"/api/v1/tickets/{number}", headers=town.sign_in("worker-zhang")).json["forwarding"]
    assert [_word(answer) for answer in answers] == [(200, "done"), (200, "done"), (409, "forwarding_ended")]
    assert (shown["external_id"], shown["sync_state"]) == ("SZ-1", "done")


def test_a_number_that_comes_after_progress_takes_nothing_back(forward, speaker):
    number = forward()
    speaker.say("progress", number, text="在办")

    assert _word(speaker.say("accepted", number, external_id="SZ-1")) == (200, "in_progress")


def test_accepted_said_twice_is_told_once(life, forward, speaker):
    number = forward()
    with life.letters() as heard:
        for _ in range(2):
            speaker.say("accepted", number, external_id="SZ-1")

    assert heard == [("li", "accepted_outside")]


def test_their_own_number_must_be_the_one_we_know(forward, speaker):
    number = forward(external_id="SZ-1")

    assert _word(speaker.say("done", number, text="x", external_id="SZ-2")) == (409, "other_external_id")
    assert _word(speaker.say("done", number, text="x", external_id="SZ-1")) == (200, "done")


def test_what_we_typed_gives_way_to_their_first_word_and_that_one_stands(forward, speaker):
    number = forward(external_id="typed")

    assert [_word(speaker.say("accepted", number, external_id=said)) for said in ("SZ-1", "SZ-2", "SZ-1")] == [
        (200, "accepted"), (409, "other_external_id"), (200, "accepted")]


def test_what_was_taken_back_is_not_accepted_under_a_number_we_know_either(forward, people, speaker):
    number = forward(external_id="SZ-1")
    feedback.take_back(number, by=people.zhou, reason="我们自己办")

    assert _word(speaker.say("accepted", number, external_id="SZ-1")) == (409, "forwarding_ended")


def test_two_matters_of_ours_may_be_one_of_theirs(forward, speaker):
    assert [_word(speaker.say("accepted", forward(), external_id="SZ-1")) for _ in range(2)] == [
        (200, "accepted")] * 2


def test_what_is_returned_waits_with_us_again_and_the_town_hears_of_it(life, forward, speaker):
    number = forward()
    with life.letters() as heard:
        answer = speaker.say("returned", number, reason="不属我们职责")

    assert (answer.json["state"], answer.json["sync_state"]) == ("queued", "returned")
    assert heard == [("li", "moved"), ("wu", "returned_from_outside")]
    assert (life.steps(number)[-1].verb, life.steps(number)[-1].role) == ("take_back", "outside_system")


@pytest.mark.parametrize(("said", "field"), [
    ({"event": "finished"}, "event"), ({"event": "progress"}, "text"), ({"event": "accepted"}, "external_id"),
    ({"event": "done", "text": "x", "reason": "y"}, "reason"), ({"event": "returned", "text": "x"}, "reason"),
    ({"event": "progress", "text": "x" * 4001}, "text"), ({"event": "progress", "text": " "}, "text"),
    ({"event": "progress", "text": "x", "state": "closed"}, "state"), ({"event": "accepted", "external_id": 7},
                                                                      "external_id")], ids=str)
def test_an_event_says_its_own_words_and_no_other(speaker, said, field):
    answer = speaker.say(number="500115-20261122-0001-0", **said)

    assert answer.status_code == 422 and field in answer.json["fields"]


def test_a_body_past_64_kilobytes_is_not_read(speaker):
    body = b'{"event": "progress", "text": "' + b"x" * 66_000 + b'"}'

    assert _word(speaker.send(body, speaker.headers(body))) == (413, "too_large")


def test_an_address_may_not_ask_without_end(app, forward, speaker):
    number = forward()
    app.config |= {"RATE_LIMITS_ENABLED": True, "RATE_LIMITS": {"exchange.address": "2/minute"}}

    answers = [speaker.say("progress", number, text="在办", key=("new", OLD)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


@pytest.mark.only_postgresql
def test_one_delivery_that_comes_twice_at_once_has_one_effect(app, forward, speaker, traces, run_together):
    number = forward()
    body = f'{{"event": "progress", "number": "{number}", "text": "x"}}'.encode()
    headers = speaker.headers(body)
    before = traces()

    answers = run_together([lambda: app.test_client().post(
        "/api/v1/outside-systems/12345/events", data=body, headers=headers, content_type="application/json")] * 4)

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.data for answer in answers}) == 1
    assert [new - old for new, old in zip(traces(), before, strict=True)] == [1, 1, 1, 1]


@pytest.mark.only_postgresql
def test_of_a_result_and_a_taking_back_at_once_one_wins(app, town, life, forward, speaker, run_together):
    number = forward()
    body = f'{{"event": "done", "number": "{number}", "text": "x"}}'.encode()
    headers, back = speaker.headers(body), town.sign_in("worker-zhou")

    answers = run_together([
        lambda: app.test_client().post("/api/v1/outside-systems/12345/events", data=body, headers=headers,
                                       content_type="application/json"),
        lambda: app.test_client().delete(f"/api/v1/tickets/{number}/forwarding", json={"reason": "x"}, headers=back)])

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert life.ticket(number).state == ("closed" if answers[0].status_code == 200 else "queued")
