"""A template the settings do not name: in production its messages stay in the inbox, and somebody is told of it."""

import pytest
from prometheus_client import REGISTRY

from service.core.errors import Forbidden
from service.notifications import actions, queries
from service.notifications.models import DeliveryState


def _alarms():
    return REGISTRY.get_sample_value("mashang_alarms_total", {"what": "template_missing"}) or 0


@pytest.fixture
def production(wechat, app):
    """In production; only `answer` is named."""
    app.config.update(PRODUCTION=True, WECHAT_TEMPLATES={"answer": {"id": "t-2"}})


def test_its_message_stays_in_the_inbox_and_says_why(production, wechat, ticked, write, message):
    ticked(2)
    message_id = write(kind="claimed")

    counts = actions.deliver_all()

    left = message(message_id)
    assert (left.state, left.last_error) == (DeliveryState.INBOX_ONLY, "its template is not in WECHAT_TEMPLATES")
    assert (counts.dead, len(wechat.sent), ticked()) == (0, 0, 2)


def test_what_is_named_goes_out_behind_it(production, wechat, write):
    write(kind="claimed")
    write(kind="answered")

    actions.deliver_all()

    assert [sent.template_id for sent in wechat.sent] == ["t-2"]


def test_somebody_is_told_once(production, write):
    before = _alarms()
    for _ in range(2):
        write(kind="claimed")
        actions.deliver_all()

    assert _alarms() - before == 1


def test_a_stand_in_of_the_platform_takes_our_own_name(wechat, write):
    write(kind="claimed")

    actions.deliver_all()

    assert [sent.template_id for sent in wechat.sent] == ["progress"]


def test_the_district_reads_which_templates_are_set(production, town, client):
    here = {row["template"]: row for row in queries.message_templates(town.actor("admin-zheng")).items}

    assert {name: (row["id"], row["works"]) for name, row in here.items()} == {
        "progress": (None, False), "answer": ("t-2", True), "task": (None, False), "activity": (None, False)}
    assert client.get("/api/v1/message-templates", headers=town.sign_in("admin-zheng")).json["items"][1]["id"] == "t-2"
    with pytest.raises(Forbidden):
        queries.message_templates(town.actor("worker-zhang"))
