"""What the district sees of deliveries, sends again, and what is forgotten after its time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import NotFound, WrongMoment
from service.exchange import actions
from service.exchange.models import OutgoingEvent
from service.exchange.queries import events

URL = "/api/v1/outside-systems"


@pytest.fixture
def dead(forward, receiver, hotline, rows):
    """The id of an event the hotline did not want."""
    forward()
    receiver.answers[:] = [410]
    actions.deliver_all()
    receiver.answers[:] = [204]
    return rows()[0].id


def test_workers_read_codes_and_names_and_nothing_else(client, town, hotline):
    answer = client.get(URL, headers=town.sign_in("worker-zhang"))

    assert answer.json == {"items": [{"code": "12345", "name": "12345 政务热线"}, {"code": "city", "name": "市级平台"}],
                           "next": None}


def test_the_dead_are_listed_without_what_they_say(client, town, dead):
    answer = client.get(f"{URL}/deliveries", headers=town.sign_in("admin-zheng"))

    assert [(item["id"], item["state"], item["last_error"], item["event"]) for item in answer.json["items"]] == [
        (dead, "dead", "HTTP 410", "ticket.forwarded")]
    assert "红绿灯" not in answer.text


def test_the_list_can_be_taken_home(client, town, dead):
    answer = client.get(f"{URL}/deliveries?format=csv", headers=town.sign_in("admin-zheng"))

    assert (answer.status_code, "HTTP 410" in answer.text) == (200, True)


def test_pages_cost_the_same_however_much_waits(forward, hotline, people, statements):
    def cost():
        with statements() as sent:
            events.deliveries(zheng, state="waiting", limit=2, cursor=None)
        return len(sent)
    zheng = people.zheng
    forward()
    few = cost()
    for _ in range(4):
        forward()
    page = events.deliveries(zheng, state="waiting", limit=3, cursor=None)

    assert cost() == few == 1
    assert len(events.deliveries(zheng, state="waiting", limit=3, cursor=page.next).items) == 2


def test_a_dead_event_is_sent_again_under_its_old_id_and_audited(dead, people, receiver, rows):
    actions.resend(dead, by=people.zheng)
    actions.deliver_all()

    assert rows()[0].state == "delivered"
    assert len(receiver.came) == 2 and len(set(receiver.deliveries())) == 1
    assert db.session.execute(sa.select(AuditEntry.subject, AuditEntry.actor_id).where(
        AuditEntry.act == "webhook_resent")).all() == [(f"outgoing_event:{dead}", people.zheng.account_id)]


def test_an_event_sent_again_has_all_its_tries_before_it(dead, people, receiver, rows, waits_are_over):
    receiver.answers[:] = [404]
    with atomic() as session:
        session.execute(sa.update(OutgoingEvent).values(refusals=3, tries=9,
                                                        waiting_since=clock.now() - timedelta(days=9)))
    actions.resend(dead, by=people.zheng)
    actions.deliver_all()

    assert (rows()[0].state, rows()[0].tries, rows()[0].refusals) == ("waiting", 1, 1)


def test_only_what_is_dead_is_sent_again(dead, people):
    actions.resend(dead, by=people.zheng)

    with pytest.raises(WrongMoment):
        actions.resend(dead, by=people.zheng)


def test_deliveries_are_the_districts_alone(dead, people):
    for by in (people.zhang, people.wu, people.feng, people.li):
        with pytest.raises(NotFound):
            actions.resend(dead, by=by)


def test_figures_tell_of_waiting_and_dead(dead, forward, rows):
    forward()

    assert (events.status().waiting, events.status().dead) == (1, 1)


def test_a_dry_run_names_what_would_be_sent_and_sends_nothing(app, hotline, forward, receiver):
    number = forward()

    assert app.test_cli_runner().invoke(args=["exchange", "deliver", "--dry-run"]).output.splitlines() == [
        f"{number} ticket.forwarded → 12345"]
    assert receiver.came == []


def test_what_is_over_is_forgotten_after_the_time_of_logs(app, dead, forward, speaker, rows):
    waiting = forward()
    speaker.say("progress", waiting, text="在办")
    app.config["RETAIN_LOG_DAYS"] = 200
    kept = actions.forget_old()
    assert kept == {"outgoing": 0, "incoming": 0}
    app.config["RETAIN_LOG_DAYS"] = -1

    assert actions.forget_old() == {"outgoing": 1, "incoming": 1}
    assert [row.state for row in rows()] == ["waiting"]
