"""How delivery is started and watched, and what happens to the messages of a person who leaves."""

import json

import sqlalchemy as sa

from service.accounts import events
from service.core.database import atomic, db
from service.notifications.models import Message
from service.wechat.errors import Misuse


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
