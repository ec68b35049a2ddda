"""Staff see which messages about their places died, and may send them again; nobody else may."""

import pytest
import sqlalchemy as sa

from service.core import caches
from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.notifications import actions, queries
from service.notifications.models import DeliveryState
from service.wechat.errors import Misuse


@pytest.fixture
def dead(wechat, write):
    """A message about building 1 that could not be delivered."""
    wechat.fail_next(Misuse(47003, reason="thing1"))
    message_id = write(place="building_1")
    actions.deliver_all()
    return message_id


@pytest.fixture
def dead_without_place(wechat, write):
    """A dead message that belongs to no place."""
    wechat.fail_next(Misuse(47003))
    message_id = write(subject="sign-in")
    actions.deliver_all()
    return message_id


def _seen_by(actor):
    page = queries.deliveries(actor, state=DeliveryState.DEAD, limit=20, cursor=None)
    return [row.id for row in page.items]


@pytest.mark.parametrize("name", ["worker-zhang", "supervisor-wu", "admin-zheng"])
def test_those_who_look_after_the_place_see_a_dead_letter(town, dead, write, name):
    write(subject="CS-2", place="building_1")

    assert _seen_by(town.actor(name)) == [dead]


def test_a_worker_of_another_community_does_not_see_it(town, dead):
    worker_far = town.actor("worker-far")

    assert _seen_by(worker_far) == []
    with pytest.raises(NotFound):
        queries.delivery(dead, worker_far)
    with pytest.raises(NotFound):
        actions.resend(dead, by=worker_far)


@pytest.mark.parametrize("name", ["resident-li", "member-wang", "volunteer-qian", "lead-hu", "unit-he",
                                  "auditor-feng"])
def test_others_may_not_look_nor_resend(town, dead, name):
    actor = town.actor(name)

    with pytest.raises(Forbidden):
        _seen_by(actor)
    with pytest.raises(NotFound):
        queries.delivery(dead, actor)
    with pytest.raises(NotFound):
        actions.resend(dead, by=actor)


def test_a_dead_letter_without_a_place_is_for_the_district(town, dead_without_place):
    assert _seen_by(town.actor("admin-zheng")) == [dead_without_place]
    assert _seen_by(town.actor("supervisor-wu")) == []


def test_a_resent_letter_is_delivered_and_the_act_is_on_record(town, wechat, dead, message):
    actions.resend(dead, by=town.actor("worker-zhang"))
    revived = message(dead)
    waiting = (revived.state, revived.tries)
    actions.deliver_all()

    assert waiting == (DeliveryState.WAITING, 0)
    assert message(dead).state is DeliveryState.DELIVERED and len(wechat.sent) == 1
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "message_resent")).one()
    assert (entry.actor_id, entry.subject) == (town.account("worker-zhang").id, f"message:{dead}")


def test_resending_wakes_a_worker(town, app, dead):
    jobs = app.extensions["jobs"]
    jobs.flush()
    caches.clear_all()  # as if the last waking were more than a second ago

    actions.resend(dead, by=town.actor("worker-zhang"))

    assert jobs.pending_count() == 1


def test_only_a_dead_letter_can_be_resent(town, wechat, write, message):
    delivered = write(place="building_1")
    actions.deliver_all()

    with pytest.raises(WrongMoment):
        actions.resend(delivered, by=town.actor("worker-zhang"))

    assert message(delivered).state is DeliveryState.DELIVERED
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.sequence))) == 0


def test_a_worker_of_another_community_learns_nothing_of_a_message_that_is_not_dead(town, write):
    with pytest.raises(NotFound):
        actions.resend(write(place="building_1"), by=town.actor("worker-far"))


def test_the_list_has_no_text_and_no_name(town, client, dead):
    answer = client.get("/api/v1/deliveries?state=dead", headers=town.sign_in("worker-zhang"))

    item, = answer.json["items"]
    assert answer.status_code == 200 and answer.json["next"] is None
    assert set(item) == {"id", "kind", "title", "subject", "state", "tries", "last_error", "created_at"}
    assert (item["id"], item["state"]) == (dead, "dead") and "thing1" in item["last_error"]


def test_only_dead_letters_can_be_listed(town, client):
    answer = client.get("/api/v1/deliveries?state=delivered", headers=town.sign_in("worker-zhang"))

    assert answer.status_code == 422 and "state" in answer.json["fields"]


def test_resending_over_http_answers_where_it_is(town, client, dead):
    headers = town.sign_in("worker-zhang")

    answer = client.post(f"/api/v1/deliveries/{dead}/resend", headers=headers)

    assert (answer.status_code, answer.json["state"]) == (201, "waiting")
    assert client.get(answer.headers["Location"], headers=headers).json == answer.json


def test_resending_once_more_with_the_same_key_is_the_same_resending(town, client, dead):
    headers = town.sign_in("worker-zhang") | {"Idempotency-Key": "resend-1"}

    first, again = [client.post(f"/api/v1/deliveries/{dead}/resend", headers=headers) for _ in range(2)]

    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)


@pytest.mark.parametrize(("method", "path"), [("get", "/deliveries"), ("get", "/deliveries/1"),
                                              ("post", "/deliveries/1/resend")])
def test_strangers_are_not_let_in(client, method, path):
    assert getattr(client, method)(f"/api/v1{path}").status_code == 401


def test_an_id_no_database_can_hold_is_simply_not_found(town, client):
    answer = client.get(f"/api/v1/deliveries/{10 ** 30}", headers=town.sign_in("worker-zhang"))

    assert answer.status_code == 404
