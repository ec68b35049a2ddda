"""Who may do what with routing rules, what a preview promises, and how both look over HTTP."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid
from service.feedback import actions
from service.feedback.actions import rules as acts
from service.feedback.models import Ticket
from service.feedback.queries import rules
from service.feedback.schemas.rules import PreviewOut, RuleOut, RuleWithVersionsOut
from service.organization import place_cursors as cursors
from tests.feedback.test_rules import EVERYTHING, SWING, SWINGS

RULES = "/api/v1/routing-rules"
TYPED = SWINGS | {"queue": "public", "fallback": "community"}
NOT_ADMINS = ("resident-li", "member-wang", "volunteer-qian", "worker-zhang", "supervisor-wu", "auditor-feng",
              "lead-hu", "secretary-lin", "unit-he")
STAFF = ("worker-zhang", "supervisor-wu", "admin-zheng", "auditor-feng")
PROMISED = {"queue", "rule", "version", "matched", "category", "claim_by", "answer_by"}


@pytest.fixture
def admin(town):
    return town.actor("admin-zheng")


@pytest.fixture
def as_admin(town):
    return town.sign_in("admin-zheng")


@pytest.mark.parametrize("name", NOT_ADMINS)
def test_only_the_district_edits_rules(town, name):
    by = town.actor(name)

    with pytest.raises(Forbidden):
        acts.save_rule(by=by, **SWINGS)
    with pytest.raises(Forbidden):
        acts.change_rule(1, by=by, **SWINGS)
    with pytest.raises(Forbidden):
        acts.retire_rule(1, by=by)


@pytest.mark.parametrize("name", STAFF)
def test_staff_read_rules(town, name):
    assert len(rules.rules(town.actor(name), limit=100).items) == EVERYTHING


@pytest.mark.parametrize("name", ["resident-li", "member-wang", "volunteer-qian"])
def test_residents_and_members_do_not_read_rules(town, name):
    by = town.actor(name)

    with pytest.raises(Forbidden):
        rules.rules(by, limit=1)
    with pytest.raises(Forbidden):
        rules.rule(1, by)
    with pytest.raises(Forbidden):
        rules.preview(by, text=SWING, place_code=town.place("building_1").code)


@pytest.mark.parametrize(("text", "category"), [
    (SWING, None), ("三单元楼道的路灯不亮", None), ("电表箱冒烟起火了", None), ("有人占用消防通道停车", None),
    ("请帮忙搬一下米", "help.carrying"), ("请来看一下", "environment.noise"), ("天气真好", None),
    ("我要举报一个人", None),
])
def test_a_preview_says_what_submitting_then_does(town, admin, text, category):
    acts.save_rule(by=admin, **SWINGS)
    spot = {"place_code": town.place("building_1").code, "category": category}

    said = rules.preview(town.actor("worker-zhang"), text=text, **spot)
    ticket = actions.submit(by=town.actor("resident-li"), text=text, **spot)

    route = ticket.route
    assert (said["queue"], said["rule"], said["version"], said["matched"], said["category"], said["enforced"],
            said["service_level"], said["needs_review"]) == (
        ticket.queue, route["rule"], route["rule_version"], route["matched"], route["category"],
        route["enforced"], ticket.service_level, ticket.state == "reviewing")
    for limit in ("claim_by", "answer_by"):
        assert abs(getattr(ticket, limit) - datetime.fromisoformat(said[limit])) < timedelta(seconds=30)


def test_a_preview_knows_a_rule_saved_since_the_last_one(town, admin):
    spot = {"text": SWING, "place_code": town.place("building_1").code}
    before = rules.preview(admin, **spot)
    acts.save_rule(by=admin, **SWINGS)

    assert (before["queue"], rules.preview(admin, **spot)["queue"]) == ("community", "public")


def test_a_preview_writes_nothing(town, admin, statements):
    with statements() as sent:
        rules.preview(admin, text=SWING, place_code=town.place("building_1").code)

    assert sent and all(text.lstrip().startswith("SELECT") and "nextval" not in text for text in sent)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0


@pytest.mark.parametrize("flaw", [
    {"place_code": "no-such"}, {"place_code": "500115001"}, {"category": "no.such"}])
def test_a_preview_refuses_what_submitting_refuses(town, admin, flaw):
    matter = {"text": SWING, "place_code": town.place("building_1").code} | flaw

    with pytest.raises(Invalid) as previewed:
        rules.preview(admin, **matter)
    with pytest.raises(Invalid) as submitted:
        actions.submit(by=admin, **matter)

    assert previewed.value.as_dict() == submitted.value.as_dict()


def test_a_rule_is_created_once_per_key(client, as_admin):
    keyed = as_admin | {"Idempotency-Key": "one-swing"}
    first, again = (client.post(RULES, json=TYPED, headers=keyed) for _ in range(2))

    assert (first.status_code, first.headers["Location"], first.headers["ETag"]) == (
        201, f"{RULES}/{first.json['rule_id']}", '"v1"')
    assert set(first.json) == set(RuleWithVersionsOut().fields)
    assert (again.headers["Idempotent-Replay"], again.json) == ("true", first.json)


def test_a_rule_comes_back_as_it_was_typed(client, as_admin, town):
    typed = TYPED | {"place_code": town.place("compound").code, "urgency": "urgent", "weekdays": [5, 6],
                     "time_from": "08:00", "time_to": "17:30", "source": "app", "needs_review": True,
                     "valid_from": "2026-01-01T00:00:00+08:00", "valid_to": None}

    there = client.post(RULES, json=typed, headers=as_admin).headers["Location"]

    shown = client.get(there, headers=town.sign_in("worker-zhang")).json
    assert {name: shown[name] for name in typed} == typed | {"valid_from": "2025-12-31T16:00:00+00:00"}


def test_a_change_names_the_version_it_saw(client, as_admin):
    there = client.post(RULES, json=TYPED, headers=as_admin).headers["Location"]
    fresh, stale = (client.put(there, json=TYPED, headers=as_admin | {"If-Match": '"v1"'}) for _ in range(2))

    assert (fresh.status_code, fresh.headers["ETag"], len(fresh.json["versions"])) == (200, '"v2"', 2)
    assert (stale.status_code, stale.json["code"]) == (412, "stale")


def test_a_retired_rule_leaves_the_list(client, as_admin):
    there = client.post(RULES, json=TYPED, headers=as_admin).headers["Location"]
    retired = client.delete(there, headers=as_admin)

    listed = [one["rule_id"] for one in client.get(f"{RULES}?limit=100", headers=as_admin).json["items"]]
    assert (retired.status_code, retired.data) == (204, b"")
    assert listed == list(range(1, EVERYTHING + 1))


def test_the_list_of_rules_comes_in_pages(client, as_admin):
    found, there = [], f"{RULES}?limit=15"
    for _ in range(3):
        page = client.get(there, headers=as_admin).json
        found, there = found + page["items"], page["next"]

    assert there is None
    assert [one["rule_id"] for one in found] == list(range(1, EVERYTHING + 1))
    assert set(found[0]) == set(RuleOut().fields)


def test_a_tie_is_told_over_http(client, as_admin):
    client.post(RULES, json=TYPED, headers=as_admin)
    answer = client.post(RULES, json=TYPED | {"name": "滑梯"}, headers=as_admin)

    assert (answer.status_code, answer.json["code"]) == (422, "rule_tie")
    assert answer.json["rules"][0]["name"] == "秋千"


def test_a_preview_has_the_shape_that_was_agreed(client, town):
    answer = client.post(f"{RULES}/preview", headers=town.sign_in("worker-zhang"),
                         json={"text": SWING, "place_code": town.place("building_1").code})

    assert (answer.status_code, set(answer.json)) == (200, set(PreviewOut().fields))
    assert set(answer.json) > PROMISED and set(answer.json["category"]) == {"code", "confidence"}


@pytest.mark.parametrize(("flaw", "field"), [
    ({"name": ""}, "name"), ({"colour": "red"}, "colour"), ({"keywords": ["秋" * 33]}, "keywords"),
    ({"keywords": ["千"] * 201}, "keywords"), ({"priority": -1}, "priority"), ({"queue": "nobody"}, "queue"),
    ({"weekdays": [7]}, "weekdays"), ({"time_from": "8 o'clock"}, "time_from"),
    ({"valid_from": "2026-01-01T00:00:00"}, "valid_from"), ({"needs_review": "yes"}, "needs_review"),
    ({"valid_to": "0001-01-01T00:00:00+08:00"}, "valid_to"),
    ({"valid_to": "9999-12-31T23:59:59-08:00"}, "valid_to"),
])
def test_a_flawed_rule_is_refused_by_field(client, as_admin, flaw, field):
    answer = client.post(RULES, json=TYPED | flaw, headers=as_admin)

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


@pytest.mark.parametrize(("method", "path", "status"), [
    ("get", "/0", 404), ("get", "/9999999999999999999999", 404), ("get", "/4611686018427387904", 404),
    ("delete", "/9223372036854775807", 404), ("get", "?limit=101", 422), ("get", "?cursor=nonsense!", 422),
    ("get", f"?cursor={cursors.written('letters')}", 422), ("get", f"?cursor={cursors.written(2**63)}", 422),
])
def test_what_is_no_rule_is_not_found(client, as_admin, method, path, status):
    assert getattr(client, method)(RULES + path, headers=as_admin).status_code == status


@pytest.mark.parametrize(("method", "path"), [
    ("get", ""), ("post", ""), ("get", "/1"), ("put", "/1"), ("delete", "/1"), ("post", "/preview"),
    ("post", "/simulation"),
])
def test_nobody_unknown_comes_near_the_rules(client, method, path):
    assert getattr(client, method)(RULES + path).status_code == 401
