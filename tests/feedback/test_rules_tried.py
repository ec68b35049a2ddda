"""One rule is tried before it is saved, among the live ones; the live ones are read in the order they decide in."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core.errors import Forbidden, Invalid
from service.feedback import actions
from service.feedback.actions import rules as acts
from service.feedback.queries import rules as questions
from service.feedback.queries.simulating import simulation
from service.feedback.routing import Queue

LAMP, DAY = "facilities.lamp", timedelta(days=1)


@pytest.fixture
def admin(town):
    return town.actor("admin-zheng")


@pytest.fixture
def lamp(town):
    """A lamp of building 1, which the seed's rules give to members."""
    return actions.submit(by=town.actor("resident-li"), text="楼道灯不亮", place_code=town.place("building_1").code,
                          category=LAMP)


def _here(town, **more):
    return {"name": "东街社区的路灯由社区办", "place_code": town.place("community").code, "category": LAMP,
            "priority": 50, "queue": Queue.COMMUNITY, "service_level": "ordinary"} | more


def _tried(admin, rule):
    found = simulation(admin, rule=rule, since=clock.now() - DAY, until=clock.now() + DAY)
    return {name: found[name] for name in found if name != "safety"}


def test_a_new_rule_is_tried_among_the_live_ones(town, admin, lamp):
    assert _tried(admin, _here(town)) == {
        "tickets": 1, "moved": 1, "moves": [{"from": "party_member", "to": "community", "count": 1}],
        "unmatched": 0, "truncated": False}


def test_a_changed_rule_is_tried_instead_of_its_old_version(town, admin, lamp):
    saved = acts.save_rule(by=admin, **_here(town))

    assert _tried(admin, _here(town) | {"rule_id": saved.rule_id})["moved"] == 0
    assert _tried(admin, _here(town, queue=Queue.PUBLIC, fallback=Queue.COMMUNITY) | {"rule_id": saved.rule_id})[
        "moves"] == [{"from": "community", "to": "public", "count": 1}]


def test_what_could_not_be_saved_is_not_tried(town, admin):
    acts.save_rule(by=admin, **_here(town))

    with pytest.raises(Invalid) as tied:
        _tried(admin, _here(town, name="又一条"))
    with pytest.raises(Invalid) as broken:
        _tried(admin, _here(town, queue=Queue.PUBLIC))

    assert (tied.value.code, broken.value.code) == ("rule_tie", "rule_broken")


def test_a_preview_says_what_a_rule_would_do_if_it_were_saved(town, admin):
    spot = {"text": "楼道灯不亮", "place_code": town.place("building_1").code, "category": LAMP}
    promised = questions.preview(admin, rule=_here(town), **spot)

    assert questions.preview(admin, **spot)["queue"] == "party_member"
    assert (promised["queue"], promised["rule"], promised["rule_id"]) == ("community", "东街社区的路灯由社区办", None)


def test_rules_are_read_in_the_order_in_which_they_decide(town, admin):
    saved = acts.save_rule(by=admin, **_here(town)).rule_id
    pages, cursor = [], None
    while not pages or cursor:
        page = questions.rules_in_order(admin, limit=20, cursor=cursor)
        pages, cursor = [*pages, *page.items], page.next

    assert [pages[0]["rule_id"], pages[-1]["name"]] == [saved, "其他一切：社区接单"]
    assert sorted(rule["rule_id"] for rule in pages) == [
        rule["rule_id"] for rule in questions.rules(admin, limit=1000).items]
    for_all = questions.rules_in_order(admin, limit=100, queue=Queue.PUBLIC).items
    assert {rule["queue"] for rule in for_all} == {"public"}


def test_only_a_cursor_of_ours_is_taken_and_only_from_staff(town, admin):
    with pytest.raises(Invalid):
        questions.rules_in_order(admin, limit=20, cursor="YWJj")
    with pytest.raises(Forbidden):
        questions.rules_in_order(town.actor("resident-li"), limit=20)
    with pytest.raises(Forbidden):
        questions.broken_rules(town.actor("resident-li"))


def test_over_http_a_set_or_one_rule_is_tried_and_the_order_is_asked_for(client, town, admin):
    headers = town.sign_in("admin-zheng")
    day = clock.local(clock.now()).date().isoformat()
    rule = _here(town)

    one = client.post("/api/v1/routing-rules/simulation", json={"rule": rule, "from": day, "to": day}, headers=headers)
    both = client.post("/api/v1/routing-rules/simulation", json={"rule": rule, "rules": [rule], "from": day, "to": day},
                       headers=headers)
    shown = client.get("/api/v1/routing-rules?order=deciding&limit=1", headers=headers)
    promised = client.post("/api/v1/routing-rules/preview", headers=headers, json={
        "text": "灯不亮", "place_code": town.place("building_1").code, "category": LAMP, "rule": rule})

    assert (one.status_code, both.status_code) == (200, 422)
    assert shown.json["items"][0]["rule_id"] == questions.rules_in_order(admin, limit=1).items[0]["rule_id"]
    assert promised.json["queue"] == "community"
