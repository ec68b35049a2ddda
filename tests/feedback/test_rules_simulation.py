"""A set of rules is tried on past tickets before it is saved: how many would move from which queue to which."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.feedback import actions
from service.feedback.actions import rules as acts
from service.feedback.models import Ticket
from service.feedback.queries import rules as questions
from service.feedback.queries import simulating
from service.feedback.queries.simulating import simulation
from service.feedback.routing import Queue
from service.feedback.schemas.rules import RuleIn, SimulationOut

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue
FIVE = ("facilities.lamp", "help.carrying", "help.lost_property", "facilities.elevator", "safety.fire_lane")
"""By the seed's rules: two for members, one for the public, two for the community, the last by law."""
DAY = timedelta(days=1)
HERE = "/api/v1/routing-rules/simulation"


@pytest.fixture
def admin(town):
    return town.actor("admin-zheng")


@pytest.fixture
def five(town):
    """The five tickets, as submitted by 李阿姨 in building 1."""
    return [_submit(town, category) for category in FIVE]


def _submit(town, category, place="building_1"):
    return actions.submit(by=town.actor("resident-li"), text="请来看一下", place_code=town.place(place).code,
                          category=category)


def _rule(queue, **more):
    return {"name": "试", "priority": 50, "queue": queue, "service_level": "ordinary",
            "fallback": None if queue == COMMUNITY else COMMUNITY} | more


def _tried(admin, *rules, **more):
    period = {"since": clock.now() - DAY, "until": clock.now() + DAY}
    found = simulation(admin, rules=list(rules), **period | more)
    assert found["safety"]["safe_after"] == found["safety"]["sentences"]  # whatever the rules are
    return {name: found[name] for name in found if name != "safety"}


def _submitted_at(ticket, moment):
    with atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.id == ticket.id).values(created_at=moment))


def test_all_to_the_community_moves_what_members_and_the_public_had(admin, five):
    assert _tried(admin, _rule(COMMUNITY)) == {
        "tickets": 5, "moved": 3, "unmatched": 0, "truncated": False,
        "moves": [{"from": PARTY_MEMBER, "to": COMMUNITY, "count": 2},
                  {"from": PUBLIC, "to": COMMUNITY, "count": 1}]}


def test_what_the_law_gives_to_a_department_moves_to_nobody(admin, five):
    assert _tried(admin, _rule(PARTY_MEMBER)) == {
        "tickets": 5, "moved": 2, "unmatched": 0, "truncated": False,
        "moves": [{"from": COMMUNITY, "to": PARTY_MEMBER, "count": 1},
                  {"from": PUBLIC, "to": PARTY_MEMBER, "count": 1}]}


def test_what_no_rule_of_the_set_takes_is_counted_and_goes_to_the_community(admin, five):
    tried = _tried(admin, _rule(PARTY_MEMBER, category="facilities.lamp"))

    assert (tried["unmatched"], tried["moved"]) == (4, 2)
    assert {(move["from"], move["to"]) for move in tried["moves"]} == {
        (PARTY_MEMBER, COMMUNITY), (PUBLIC, COMMUNITY)}


def test_the_rules_that_stand_move_nothing(admin, five):
    listed = questions.rules(admin, limit=100).items
    same = [RuleIn().load({name: one[name] for name in RuleIn().fields}) for one in listed]

    assert _tried(admin, *same) == {"tickets": 5, "moved": 0, "moves": [], "unmatched": 0, "truncated": False}


def test_tickets_are_compared_with_what_the_rules_of_now_would_choose(admin, five):
    lamps = _rule(COMMUNITY, category="facilities.lamp", priority=1)
    acts.save_rule(by=admin, **lamps)

    assert _tried(admin, lamps, _rule(PUBLIC, category="help"), _rule(COMMUNITY))["moves"] == [
        {"from": PARTY_MEMBER, "to": PUBLIC, "count": 1}]


def test_the_day_on_which_it_was_submitted_counts(admin, five):
    monday = datetime(2026, 11, 16, 2, tzinfo=UTC)
    _submitted_at(five[0], monday)
    _submitted_at(five[1], monday + DAY)

    tried = _tried(admin, _rule(PUBLIC, weekdays=[0]), _rule(PARTY_MEMBER), since=monday, until=monday + 2 * DAY)

    assert (tried["tickets"], tried["moves"]) == (2, [{"from": PARTY_MEMBER, "to": PUBLIC, "count": 1}])


def test_the_period_holds_its_beginning_and_not_its_end(admin, five):
    begins = datetime(2026, 3, 1, tzinfo=UTC)
    for ticket, moment in zip(five, [begins - timedelta(seconds=1), begins, begins + DAY / 2, begins + DAY],
                              strict=False):
        _submitted_at(ticket, moment)

    assert _tried(admin, _rule(COMMUNITY), since=begins, until=begins + DAY)["tickets"] == 2


def test_only_tickets_inside_the_place_are_tried(admin, town, five):
    _submit(town, "facilities.lamp", place="river_building")
    _submit(town, "facilities.lamp", place="courtyard_1")

    counts = [_tried(admin, _rule(COMMUNITY), place_code=town.place(place).code)["tickets"]
              for place in ("building_2", "compound", "community", "town", "district")]

    assert counts[:3] == [0, 5, 6] and counts[3:] == [7, 7]


def test_past_the_most_only_the_newest_are_tried_and_it_says_so(admin, five):
    cut, whole = (_tried(admin, _rule(COMMUNITY), most=most) for most in (2, 5))

    assert (cut["tickets"], cut["moved"], cut["truncated"]) == (2, 0, True)
    assert (whole["tickets"], whole["truncated"]) == (5, False)


def test_more_tickets_than_fit_at_once_are_each_tried_once(admin, five):
    lamp = {column.name: getattr(five[0], column.name) for column in Ticket.__table__.columns}
    many = simulating.AT_ONCE + 3
    with atomic() as session:
        session.execute(sa.insert(Ticket.__table__), [
            lamp | {"id": lamp["id"] + 1000 + more, "number": f"copy-{more}"} for more in range(many)])

    assert _tried(admin, _rule(COMMUNITY))["moves"][0]["count"] == 2 + many


def test_trying_writes_nothing(admin, five, statements):
    with statements() as sent:
        _tried(admin, _rule(PUBLIC))

    assert all(text.lstrip().startswith("SELECT") for text in sent)
    assert db.session.scalar(sa.select(Ticket.queue).where(Ticket.id == five[3].id)) is COMMUNITY


def test_a_set_that_could_not_be_saved_is_not_tried(admin, town):
    with pytest.raises(Invalid) as broken:
        _tried(admin, _rule(COMMUNITY), _rule(PUBLIC, name="没有备用", fallback=None, place_code="no-such"))
    with pytest.raises(Invalid) as tied:
        _tried(admin, _rule(COMMUNITY, name="甲"), _rule(PUBLIC, name="乙"))

    assert (broken.value.code, tied.value.code) == ("rule_broken", "rule_tie")
    assert [reason.split("：")[0] for reason in broken.value.extra["fields"]["rules"]] == ["第 2 条“没有备用”"] * 2
    assert tied.value.extra["fields"]["rules"] == ["“甲”与“乙”分不出先后。"]


@pytest.mark.parametrize("name", ["resident-li", "member-wang", "worker-zhang", "supervisor-wu", "auditor-feng"])
def test_only_the_district_tries_sets_of_rules(town, name):
    with pytest.raises(Forbidden):
        _tried(town.actor(name), _rule(COMMUNITY))


def test_over_http_days_are_local_and_whole(client, town, five):
    for ticket, hour in zip(five, (15, 16, 39, 40), strict=False):  # UTC; 16:00 is midnight in Changshou
        _submitted_at(ticket, datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hour))

    answer = client.post(HERE, headers=town.sign_in("admin-zheng"), json={
        "rules": [_rule(COMMUNITY, rule_id=31)], "from": "2026-03-02", "to": "2026-03-02"})

    assert (answer.status_code, set(answer.json)) == (200, set(SimulationOut().fields))
    assert (answer.json["tickets"], answer.json["moves"][0]) == (2, {"from": "party_member", "to": "community",
                                                                     "count": 1})


@pytest.mark.parametrize(("flaw", "field"), [
    ({"to": "2026-03-01T00:00:00+08:00"}, "to"), ({"from": "soon"}, "from"),
    ({"from": "2026-03-02T00:00:00"}, "from"),
    ({"from": "0001-01-01"}, "from"), ({"to": "9999-12-31"}, "to"), ({"place_code": "no-such"}, "place_code"),
    ({"rules": [{"name": "试"}]}, "rules"), ({"since": "2026-03-01"}, "since"),
    ({"rules": [_rule(COMMUNITY, priority=number) for number in range(501)]}, "rules"),
])
def test_a_flawed_trial_is_refused_by_field(client, town, flaw, field):
    asked = {"rules": [_rule(COMMUNITY)], "from": "2026-03-02", "to": "2026-03-02"} | flaw

    answer = client.post(HERE, json=asked, headers=town.sign_in("admin-zheng"))

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])
