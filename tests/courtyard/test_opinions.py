"""An opinion becomes exactly one ticket; the person is known there alone; its outcome is read out on the next day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Invalid
from service.courtyard.actions import submitting
from service.courtyard.actions.log_items import OpinionRaised
from service.courtyard.models import Opinion
from service.courtyard.queries import logs as queries
from service.feedback import actions as feedback
from service.feedback.models import Ticket
from service.feedback.routing import Queue
from service.organization.actions import grants
from service.organization.models import Role
from tests.courtyard.notebook import opinion

NAMED = {"consent": True, "person_name": "陈婆婆", "person_phone": "13900001234"}


@pytest.fixture
def answer(town, notebook):
    """`answer(number)`: the village's worker takes the ticket on and answers it."""
    grants.give(Role.COMMUNITY_WORKER, town.account("worker-zhou").id, town.place("village"), by=notebook.by("zheng"))

    def work(number, text="灯换好了"):
        with atomic():
            db.session.execute(sa.update(Ticket).where(Ticket.number == number).values(queue=Queue.COMMUNITY))
        feedback.claim(number, by=notebook.by("zhou"))
        feedback.contact(number, by=notebook.by("zhou"), method="visit", reached=True)
        feedback.answer(number, by=notebook.by("zhou"), text=text)
    return work


def _on_the_agenda(town, ahead=1):
    tomorrow = clock.local(clock.now()).date() + timedelta(days=ahead)
    return queries.opinions_to_read_out(town.group(1).id, tomorrow)


def test_every_opinion_becomes_one_ticket_of_the_courtyard(notebook, town):
    client_id = notebook.submitted(items=[opinion(number) for number in range(1, 6)])

    tickets = notebook.tickets()
    assert [(one.text, one.source, one.place_id) for one in tickets] == [
        (opinion(number)["text"], "courtyard", town.place("courtyard_1").id) for number in range(1, 6)]
    assert [item["ticket"] for item in notebook.read(client_id)["items"]] == [
        {"number": one.number, "state": one.state, "outcome": None} for one in tickets]


def test_with_consent_the_ticket_speaks_for_the_person_and_the_log_forgets_him(notebook):
    notebook.submitted(items=[opinion(**NAMED)])

    ticket, kept = notebook.tickets()[0], notebook.opinions()[0]
    assert (ticket.contact_name, ticket.contact_phone, ticket.on_behalf, ticket.anonymous) == (
        "陈婆婆", "13900001234", True, False)
    assert (kept.person_name, kept.person_phone) == (None, None)
    assert (kept.consent_noted_by_id, kept.consent_noted_at is not None) == (notebook.by("hu").account_id, True)


def test_without_consent_the_matter_is_anonymous_and_nobodys(notebook):
    notebook.submitted(items=[opinion()])

    ticket = notebook.tickets()[0]
    assert (ticket.anonymous, ticket.reporter_id, ticket.contact_name, ticket.contact_phone) == (
        True, None, "院落居民", None)


def test_a_person_in_a_draft_is_encrypted_and_for_who_may_submit_it(notebook):
    client_id = notebook.save(items=[opinion(**NAMED)])

    stored = db.session.execute(sa.select(sa.type_coerce(Opinion.person_name, sa.Text),
                                          sa.type_coerce(Opinion.person_phone, sa.Text))).one()
    assert not any(text in part for part in stored for text in ("陈婆婆", "13900001234"))
    assert notebook.read(client_id, "lin")["items"][0]["person_name"] == "陈婆婆"


def test_a_returned_log_tells_nobody_above_who_said_what(notebook):
    day_id = notebook.day()
    client_id = notebook.returned(day_id=day_id)
    notebook.save(client_id=client_id, day_id=day_id, **notebook.whole(items=[opinion(**NAMED)]))

    item = notebook.read(client_id, "wu")["items"][0]

    assert (item["person_name"], item["person_phone"]) == (None, None)


def test_consent_without_a_name_is_asked_for(notebook):
    client_id = notebook.save(**notebook.whole(items=[opinion(consent=True)]))

    with pytest.raises(Invalid) as refused:
        submitting.submit(client_id, by=notebook.by("hu"))

    assert (refused.value.extra["item"], notebook.tickets()) == ("op-1", [])


def test_when_consent_was_noted_first_stays(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id, items=[opinion(**NAMED)])
    first = notebook.opinions()[0].consent_noted_at

    notebook.save(client_id=client_id, day_id=day_id, items=[opinion(**NAMED, text="另一句")])

    assert [(one.text, one.consent_noted_at) for one in notebook.opinions()] == [("另一句", first)]


def test_what_is_not_to_be_raised_stays_in_the_log(notebook):
    client_id = notebook.submitted(items=[opinion(**{"raise": False})])

    assert (notebook.tickets(), notebook.read(client_id)["items"][0]["ticket"]) == ([], None)


def test_a_second_submission_raises_only_what_is_new(notebook):
    day_id = notebook.day()
    client_id = notebook.returned(day_id=day_id, items=[opinion()])

    notebook.save(client_id=client_id, day_id=day_id, **notebook.whole(items=[opinion(2), opinion()]))
    submitting.submit(client_id, by=notebook.by("hu"))

    assert [one.text for one in notebook.tickets()] == [opinion()["text"], opinion(2)["text"]]
    assert [item["client_id"] for item in notebook.read(client_id)["items"]] == ["op-2", "op-1"]


@pytest.mark.parametrize("changed", [
    [], [opinion(**NAMED, text="别的事")], [opinion(**NAMED | {"person_phone": "13900009999"})],
    [opinion(**NAMED, category="facilities.drains")], [opinion(2, **NAMED)]])
def test_what_is_a_ticket_already_is_not_taken_back_or_reworded(notebook, changed):
    day_id = notebook.day()
    client_id = notebook.returned(day_id=day_id, items=[opinion(**NAMED)])

    with pytest.raises(OpinionRaised) as refused:
        notebook.save(client_id=client_id, day_id=day_id, **notebook.whole(items=changed))

    assert refused.value.extra == {"item": "op-1", "number": notebook.tickets()[0].number}
    assert notebook.log(client_id).version == 3


@pytest.mark.parametrize("again", [opinion(**NAMED), opinion(consent=True)])
def test_the_same_opinion_may_be_sent_again_with_or_without_the_person(notebook, again):
    day_id = notebook.day()
    client_id = notebook.returned(day_id=day_id, items=[opinion(**NAMED)])

    notebook.save(client_id=client_id, day_id=day_id, others_present=5, items=[again])

    assert [(one.ticket_id, one.person_name) for one in notebook.opinions()] == [(notebook.tickets()[0].id, None)]


def test_a_ticket_leads_to_its_log_for_who_may_see_both(notebook):
    client_id = notebook.submitted(items=[opinion()])
    notebook.submitted(items=[opinion()])
    number = notebook.tickets()[0].number

    found = {name: [log["client_id"] for log in queries.logs(notebook.by(name), ticket=number).items]
             for name in ("hu", "wu", "lin", "far")}

    assert found == {"hu": [client_id], "wu": [client_id], "lin": [], "far": []}


def test_the_next_day_reads_out_what_became_of_it_once(notebook, answer, town):
    first = notebook.submitted(day_id=notebook.day(ago=30), items=[opinion(), opinion(2)])
    number = notebook.tickets()[0].number
    answer(number)

    due = _on_the_agenda(town)
    notebook.submitted()

    opinion_id = notebook.opinions()[0].id
    assert due == [{"opinion_id": opinion_id, "text": opinion()["text"], "number": number, "state": "answered",
                    "outcome": None, "answer": "灯换好了"}]
    assert _on_the_agenda(town) == []
    assert [item["read_out"] for item in notebook.read(first)["items"]] == [True, False]


def test_what_was_answered_after_a_day_is_not_read_out_by_its_late_log(notebook, answer, town):
    notebook.submitted(day_id=notebook.day(ago=30), items=[opinion()])
    answer(notebook.tickets()[0].number)

    notebook.submitted(day_id=notebook.day(ago=1))

    assert [len(_on_the_agenda(town, ahead)) for ahead in (-1, 0)] == [0, 1]


def test_a_late_log_does_not_read_out_what_was_said_on_a_later_day(notebook, answer, town):
    notebook.submitted(day_id=notebook.day(), items=[opinion()])
    answer(notebook.tickets()[0].number)

    notebook.submitted(day_id=notebook.day())

    assert [len(_on_the_agenda(town, ahead)) for ahead in (0, 1)] == [0, 1]


@pytest.mark.parametrize("is_drafted", [True, False])
def test_what_was_not_read_out_stays_on_the_agenda(notebook, answer, town, is_drafted):
    notebook.submitted(day_id=notebook.day(ago=30), items=[opinion(), opinion(2)])
    for ticket in notebook.tickets():
        answer(ticket.number)
    first, second = notebook.opinions()

    client_id = notebook.save(**notebook.whole(), unread={"opinions": [first.id] if is_drafted else []})
    submitting.submit(client_id, by=notebook.by("hu"), read_out=None if is_drafted else [second.id])

    assert notebook.read(client_id)["unread"]["opinions"] == ([first.id] if is_drafted else [])
    assert [one["opinion_id"] for one in _on_the_agenda(town)] == [first.id]


def test_only_what_is_due_is_read_out(notebook):
    notebook.submitted(day_id=notebook.day(ago=30), items=[opinion()])
    client_id = notebook.save(**notebook.whole())

    with pytest.raises(Invalid) as refused:
        submitting.submit(client_id, by=notebook.by("hu"), read_out=[notebook.opinions()[0].id])

    assert list(refused.value.extra["fields"]) == ["read_out"]


def test_a_merged_opinion_is_read_out_when_its_primary_is_answered(notebook, answer, town):
    notebook.submitted(items=[opinion(), opinion(2)])
    first, second = [ticket.number for ticket in notebook.tickets()]
    grants.give(Role.COMMUNITY_WORKER, town.account("worker-zhang").id, town.place("village"), by=notebook.by("zheng"))
    feedback.merge(second, by=notebook.by("zhang"), into=first)

    before = _on_the_agenda(town)
    answer(first)

    assert before == []
    assert [(one["number"], one["answer"]) for one in _on_the_agenda(town)] == [
        (first, "灯换好了"), (second, "灯换好了")]


@pytest.mark.only_postgresql
def test_a_log_submitted_many_times_at_once_raises_each_opinion_once(notebook, run_together):
    client_id = notebook.save(**notebook.whole(items=[opinion(number) for number in range(1, 6)]))
    me = notebook.by("hu")

    answers = run_together([lambda: submitting.submit(client_id, by=me).state] * 6)

    assert answers == ["submitted"] * 6
    assert len(notebook.tickets()) == 5
    assert sorted(one.ticket_id for one in notebook.opinions()) == [one.id for one in notebook.tickets()]
