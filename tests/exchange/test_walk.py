"""The whole way: handed over, taken on there, under way, done; and the resident reads it all in plain words."""

import json

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.exchange import actions
from service.exchange.signing import Sealed, is_genuine
from service.feedback.models import Ticket
from service.notifications.models import Message
from tests.exchange.conftest import NEW


def _inbox(town, number):
    return [(row.title, row.body.removesuffix(f"（编号 {number}）")) for row in db.session.execute(
        sa.select(Message.title, Message.body).where(Message.account_id == town.account("resident-li").id,
                                                     Message.subject == number).order_by(Message.id))][1:]


def test_a_matter_goes_out_and_its_result_comes_back(town, life, forward, receiver, speaker):
    number = forward()
    actions.deliver_all()
    (came,) = receiver.came
    seal = Sealed(came.headers["X-Mashang-Timestamp"], came.headers["X-Mashang-Delivery"],
                  came.headers["X-Mashang-Signature"], came.body)
    said = json.loads(came.body)

    answers = [speaker.say("accepted", said["number"], external_id="SZ-77"),
               speaker.say("progress", said["number"], text="已派维修人员。"),
               speaker.say("done", said["number"], text="红绿灯已修好。")]

    assert is_genuine(seal, {"new": NEW}, clock.now()) and said["text"] == "路口的红绿灯不亮"
    assert [(answer.status_code, answer.json["state"], answer.json["sync_state"]) for answer in answers] == [
        (200, "forwarded", "accepted"), (200, "forwarded", "in_progress"), (200, "closed", "done")]
    assert _inbox(town, number) == [
        ("已转有关部门", "已转到12345 政务热线，我们会跟到有结果。"),
        ("有关部门已受理", "12345 政务热线已受理，那边的编号是 SZ-77，我们会跟到有结果。"),
        ("有关部门有进展", "12345 政务热线：已派维修人员。"),
        ("有关部门已办理", "12345 政务热线答复：红绿灯已修好。没有解决可以再次反映。")]
    assert db.session.scalar(sa.select(Ticket.outcome).where(Ticket.number == number)) == "forwarded_done"


def test_the_timeline_says_that_it_was_the_outside_system(life, forward, speaker):
    number = forward()
    speaker.say("accepted", number, external_id="SZ-77")
    speaker.say("done", number, text="已修好")

    assert [(step.verb, step.to_state, step.role, step.actor_id, step.data["sync_state"])
            for step in life.steps(number)[-2:]] == [
        ("feed_back", "forwarded", "outside_system", None, "accepted"),
        ("feed_back", "closed", "outside_system", None, "done")]
    assert life.ticket(number).version == 4


def test_staff_see_where_it_is_and_the_reporter_reads_the_timeline(client, town, forward, speaker):
    number = forward()
    speaker.say("accepted", number, external_id="SZ-77")

    seen = {name: client.get(f"/api/v1/tickets/{number}", headers=town.sign_in(name)).json
            for name in ("worker-zhang", "resident-li")}

    shown = seen["worker-zhang"]["forwarding"]
    assert shown | {"at": None} == {"external_system": "12345", "name": "12345 政务热线", "external_id": "SZ-77",
                                    "sync_state": "accepted", "at": None}
    assert seen["resident-li"]["forwarding"] is None
    assert seen["resident-li"]["timeline"][-1]["role"] == "outside_system"


def test_a_system_nobody_configured_is_only_a_name(hotline, forward, rows, client, town):
    number = forward(system="市数字城管")

    shown = client.get(f"/api/v1/tickets/{number}", headers=town.sign_in("worker-zhang")).json["forwarding"]

    assert (rows(), shown["name"], shown["sync_state"]) == ([], "市数字城管", "sent")


@pytest.mark.parametrize("typed", ["12345 政务热线", " 12345 "])
def test_who_types_the_name_of_a_system_reaches_it_all_the_same(hotline, forward, rows, typed):
    forward(system=typed)

    assert [row.system for row in rows()] == ["12345"]
