"""How delivery is started and watched, and what happens to the messages of a person who leaves."""

import json

import pytest
import sqlalchemy as sa

from service.accounts import events
from service.core.database import atomic, db
from service.notifications import queries, tasks
from service.notifications.actions import Counts
from service.notifications.models import Message
from service.wechat.errors import Busy, Misuse
from tests.notifications.platforms import InterruptedPlatform, UnreachablePlatform


def test_the_command_line_delivers(town, app, wechat, write):
    write()

    said = app.test_cli_runner().invoke(args=["notifications", "deliver"])

    assert (said.exit_code, len(wechat.sent)) == (0, 1) and "delivered 1" in said.output


def test_the_command_line_says_how_delivery_is_doing(town, app, wechat, write):
    wechat.fail_next(Misuse(47003))
    write()
    app.test_cli_runner().invoke(args=["notifications", "deliver"])
    write()

    said = app.test_cli_runner().invoke(args=["notifications", "status"])

    assert said.output == "waiting 1\noldest waiting 0 s\ndead 1\n"


def test_delivery_runs_every_minute(app):
    assert "delivery" in app.extensions["periodic"]


def test_in_one_process_one_delivery_runs_and_looks_again_for_who_came_meanwhile(wechat, app, monkeypatch, write):
    asked_meanwhile = []

    def ask_too():
        if not asked_meanwhile:
            write(subject="CS-2")
            asked_meanwhile.append(None)
            asked_meanwhile[0] = tasks.deliver_in_turn()
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(ask_too))
    write(subject="CS-1")

    counts = tasks.deliver_in_turn()

    assert asked_meanwhile == [Counts()] and counts.delivered == 2


def test_what_was_written_while_the_clock_was_ahead_goes_out_once_it_is_right_again(wechat, noon, write):
    noon.shift(30 * 86_400)
    write()
    noon.shift(-30 * 86_400)

    assert tasks.deliver_in_turn().delivered == 1


def test_what_is_held_for_a_day_stays_held(wechat, noon, app, write):
    app.config["DIGEST_SECONDS"] = 86_400
    write(subject="CS-1")
    tasks.deliver_in_turn()
    write(subject="CS-2")

    assert [tasks.deliver_in_turn().held for _ in range(2)] == [1, 0]


def test_delivery_is_as_late_as_the_oldest_message_that_stands_behind_none(wechat, noon, write):
    for _ in range(2):
        noon.shift(60)
        write(subject="CS-1")
        write(subject="CS-2")
    write(subject="CS-3")

    assert queries.status().oldest_waiting_seconds == 60.0


def test_an_accident_does_not_keep_the_turn(wechat, app, monkeypatch, write):
    write()
    monkeypatch.setitem(app.config, "DELIVERY_LANES", 0)
    with pytest.raises(ValueError):
        tasks.deliver_in_turn()
    monkeypatch.setitem(app.config, "DELIVERY_LANES", 4)
    write(subject="CS-2")

    assert tasks.deliver_in_turn().delivered == 1


def test_wakings_leave_a_platform_that_answers_nobody_to_the_next_minute(wechat, app, monkeypatch, write):
    platform = UnreachablePlatform(Busy(-1))
    monkeypatch.setitem(app.extensions, "wechat", platform)
    app.config["DELIVERY_LANES"] = 1
    for number in range(20):
        write(subject=f"CS-{number}")

    asked = [(start(), platform.asked)[1] for start in (
        tasks.deliver_on_waking, tasks.deliver_on_waking, tasks.deliver_in_turn, tasks.deliver_on_waking)]

    assert asked == [5, 5, 10, 10]


def test_one_message_that_came_back_keeps_no_waking_from_its_work(wechat, write):
    write(subject="CS-1")
    wechat.fail_next(Busy(-1))
    tasks.deliver_on_waking()
    write(subject="CS-2")

    assert tasks.deliver_on_waking().delivered == 1


def test_a_platform_in_trouble_is_late_by_as_long_as_the_message_should_have_been_out(wechat, noon, write):
    write()
    wechat.fail_next(Busy(-1))
    noon.shift(20)
    tasks.deliver_in_turn()
    noon.shift(10)

    assert queries.status().oldest_waiting_seconds == 30.0


def test_the_figures_tell_what_waits_and_what_is_dead(town, client, wechat, write):
    write()
    write()

    lines = client.get("/metrics").get_data(as_text=True).splitlines()

    figures = dict(line.split() for line in lines if line.startswith("mashang_messages_"))
    assert (float(figures["mashang_messages_waiting"]), float(figures["mashang_messages_dead"])) == (2, 0)
    assert 0 < float(figures["mashang_messages_oldest_waiting_seconds"]) < 60
    assert sum(line.startswith("mashang_messages_waiting ") for line in lines) == 1


def test_erasing_a_person_deletes_his_messages_only(town, write):
    write()
    kept = write("resident-chen")

    with atomic():
        events.account_erased.send(town.account("resident-li"))

    assert db.session.scalars(sa.select(Message.id)).all() == [kept]


def test_a_person_can_see_every_message_held_on_him(town, write):
    write("resident-chen")
    write(title="已接单", subject="CS-3")

    answers = [answer for _, answer in events.data_asked.send(town.account("resident-li")) if answer]

    messages = next(answer["messages"] for answer in answers if "messages" in answer)
    assert [(held["title"], held["subject"]) for held in messages] == [("已接单", "CS-3")]
    assert json.dumps(messages)
