"""What leaves the house: the matter as it was written, and nothing that says who wrote it."""

import json

import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.core.database import db
from service.core.personal import ERASED
from service.exchange import actions
from service.feedback import actions as feedback
from service.feedback.models import Solved, TimelineEntry
from service.feedback.workflow import State
from service.notifications.models import Message

PERSONAL = {"contact_phone": "13987654321", "address": "二单元 1204 室",
            "coordinates": {"lat": 29.8577, "lng": 107.0814, "coord_type": "wgs84"}}
ALWAYS = {"event", "at", "number", "version", "state", "place", "category", "created_at"}
FIELDS = {"ticket.forwarded": ALWAYS | {"external_id", "reason", "text", "urgency", "photo_count", "answer_by"},
          "ticket.taken_back": ALWAYS | {"external_id", "reason"},
          "ticket.closed": ALWAYS | {"outcome", "closed_at"}}


def _said(rows):
    return [json.loads(row.body) for row in rows()]


@pytest.fixture
def lived(hotline, forward, people, life, rows):
    """What was told of a matter that was forwarded, taken back, answered and closed."""
    number = forward(**PERSONAL, text="井盖松了")
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    life.rate(life.answer(number), Solved.YES)
    return _said(rows)


def test_each_event_says_these_fields_and_no_other(lived):
    assert {said["event"]: set(said) for said in lived} == FIELDS


def test_who_reported_it_stays_here(lived, people):
    whole = json.dumps(lived, ensure_ascii=False)

    assert [part for part in ("13987654321", "1204", "29.85", people.li.display_name, people.zhang.display_name)
            if part in whole] == []


def test_the_matter_is_told_with_its_place_from_the_district_down(lived):
    told = lived[0]

    assert (told["text"], told["reason"], told["version"], told["state"]) == (
        "井盖松了", "由市里的部门办理", 2, "forwarded")
    assert told["place"]["chain"][0] == "长寿区" and told["place"]["chain"][-1] == told["place"]["name"]


def test_what_only_counts_carries_no_text(lived):
    assert "井盖" not in json.dumps(lived[1:], ensure_ascii=False)
    assert (lived[2]["state"], lived[2]["outcome"]) == ("closed", "confirmed")


def test_a_system_hears_only_what_it_asked_for(hotline, configure, forward, people, life, rows):
    configure(hotline | {"12345": hotline["12345"] | {"events": ["ticket.taken_back"]}})
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    life.rate(life.answer(number), Solved.YES)

    assert [said["event"] for said in _said(rows)] == ["ticket.taken_back"]


def test_a_system_is_not_told_what_it_said_itself(forward, speaker, rows):
    speaker.say("returned", forward(), reason="不属我们")

    assert [said["event"] for said in _said(rows)] == ["ticket.forwarded"]


def test_another_systems_matter_is_not_told(hotline, configure, receiver, forward, rows):
    configure(hotline | {"city": hotline["city"] | {"url": receiver.url, "events": ["ticket.forwarded"]}})
    forward()

    assert [row.system for row in rows()] == ["12345"]


def test_the_words_of_a_person_who_has_left_are_taken_out_of_what_still_waits(hotline, forward, rows, people, life):
    mine = forward()
    theirs = forward(life.submit(by="chen", text="另一件"))

    erase(by=people.li)

    assert {said["number"]: said["text"] for said in _said(rows)} == {mine: ERASED, theirs: "另一件"}


def test_a_ticket_that_never_left_costs_nothing_when_nobody_listens(life, people, statements):
    number = life.submit()
    with statements() as sent:
        feedback.withdraw(number, by=people.li)

    assert life.ticket(number).state is State.CLOSED
    assert [statement for statement in sent if "outgoing_events" in statement] == []
    assert actions.deliver_all()["delivered"] == 0


def test_what_the_outside_system_told_of_him_goes_with_him(forward, speaker, people):
    number = forward(text="井盖松了")
    speaker.say("progress", number, text="李阿姨家门口的已换")

    erase(by=people.li)

    assert not [step for step in db.session.scalars(sa.select(TimelineEntry.text)) if step and "李阿姨" in step]
    assert not [body for body in db.session.scalars(sa.select(Message.body)) if "李阿姨" in body]
