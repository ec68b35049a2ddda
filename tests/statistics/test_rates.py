"""The three rates by hand, what is withheld, and who sees what of whom."""

import csv
import io
from datetime import timedelta

import pytest

from service.core import clock
from service.core.errors import Forbidden, Invalid, NotFound
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.routing import Queue
from service.organization.models import Role
from service.statistics.actions import count_tickets_again, publish_answers
from service.statistics.queries.tickets import rates
from service.town import cast

MARCH = ("2026-03", "2026-03")


@pytest.fixture
def march(life, people, time_passes):
    """Twelve tickets of one compound in March 2026, and what became of each, worked out by hand below."""
    for satisfaction in (5, 4, 3):                                    # 1–3: answered at once and solved
        life.rate(life.answer(life.submit()), satisfaction=satisfaction)
    life.rate(life.answer(life.submit()), Solved.PARTLY, satisfaction=5)   # 4: partly
    life.rate(life.answer(life.submit()), Solved.NO, satisfaction=1)       # 5: not, and open again
    twice = life.reopened(life.submit(), 1)                                # 6: not at first, then solved
    life.rate(life.answer(twice), satisfaction=5)
    life.answer(life.submit(by="chen"))                                    # 7: nobody said anything
    into = life.submit(queue=Queue.COMMUNITY)                              # 8: waits, a word comes too late
    actions.merge(life.submit(queue=Queue.COMMUNITY), by=people.zhang, into=into)  # 9: merged
    actions.withdraw(life.submit(), by=people.li)                          # 10: withdrawn in time, without a word
    actions.reject(life.submit(), by=people.zhang, reason_code="not_ours", reason="不归", other_channel="12345")  # 11
    waiting = life.submit(queue=Queue.COMMUNITY)                           # 12: never a word
    time_passes(hours=30)
    life.answer(into)
    time_passes(days=8)
    publish_answers()
    return {"late": into, "waiting": waiting}


def _whole(people, place="community", by="zheng", **asked):
    return rates.rates(cast.NICKNAMES[place], *MARCH, by=getattr(people, by), **asked)["whole"]


def test_the_three_rates_of_a_hand_computed_example(march, people):
    whole = _whole(people)

    # Due: all twelve but 9 (merged) and 10 (withdrawn in time). In time: 1–7 and 11; 8 was late, 12 never.
    assert whole["response"] == {"n": 10, "count": 8, "rate": 0.8}
    # Answers: 1–6, of 6 the last one. Solved: 1, 2, 3, 6. Satisfied: 1, 2, 4, 6; 4 was solved in part alone.
    assert whole["resolution"] == {"n": 6, "count": 4, "rate": 0.6667}
    assert whole["satisfaction"] == {"n": 6, "count": 4, "rate": 0.6667}
    assert (whole["partly"], whole["no"], whole["reopened"]) == (1, 1, 2)
    assert {name: whole[name] for name in rates.PLAIN} == {
        "submitted": 12, "open": 2, "overdue": 2, "auto_confirmed": 2, "merged": 1, "rejected": 1, "withdrawn": 1}


def test_every_place_a_ticket_lies_in_says_the_same(march, people):
    before = [_whole(people, place) for place in ("community", "town", "district")]
    count_tickets_again()

    assert before == [_whole(people, place) for place in ("community", "town", "district")]
    assert before[0] == before[1] == before[2]


def test_lists_add_up_to_the_whole(march, people):
    found = rates.rates(cast.COMMUNITY, "2026-02", "2026-04", by=people.zhang)

    for name in rates.LISTS:
        assert sum(row["submitted"] for row in found[name]) == 12, name
    assert [row["key"] for row in found["months"]] == ["2026-02", "2026-03", "2026-04"]
    assert {row["key"]: row["submitted"] for row in found["queues"]} == {
        "community": 3, "party_member": 9, "public": 0}
    assert [(row["key"], row["name"]) for row in found["categories"]] == [("facilities", "公共设施")]


def test_a_filter_keeps_to_one_queue_or_category(march, people):
    assert _whole(people, queue=Queue.COMMUNITY)["submitted"] == 3
    assert _whole(people, queue=Queue.COMMUNITY)["response"] == {"n": 2, "count": None, "rate": None}
    assert _whole(people, category="facilities") == _whole(people)
    assert _whole(people, category="utilities")["submitted"] == 0
    with pytest.raises(Invalid):
        _whole(people, category="facilities.lamp")


def test_compounds_and_buildings_say_what_is_there_but_nothing_of_ratings(march, people):
    found = rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang)
    (there, empty) = found["places"]
    compound = rates.rates(cast.NICKNAMES["compound"], *MARCH, by=people.zhang)

    assert (there["submitted"], there["response"]["count"], empty["submitted"]) == (12, 8, 0)
    assert there["resolution"] == compound["whole"]["resolution"] == {"n": None, "count": None, "rate": None}
    assert (compound["whole"]["submitted"], compound["places"][0]["submitted"]) == (12, 12)
    assert compound["whole"]["satisfaction"]["rate"] is compound["whole"]["partly"] is None
    assert [row["submitted"] for row in rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang, queue=Queue.COMMUNITY)[
        "places"]] == [3, 0]
    assert rates.rates(cast.NICKNAMES["building_1"], *MARCH, by=people.zhang)["whole"] == compound["whole"]


def _rated(life, count, place, **facts):
    for _ in range(count):
        life.rate(life.answer(life.submit(place_code=cast.NICKNAMES[place], queue=Queue.PUBLIC)), **facts)


def test_what_is_few_is_told_neither_beside_others_nor_in_their_sum_nor_on_its_own_page(life, people):
    life.grant("lin", Role.COMMUNITY_WORKER, "village")
    _rated(life, 9, "building_1")
    _rated(life, 2, "courtyard_1", satisfaction=1)
    publish_answers()
    town = rates.rates(cast.TOWN, *MARCH, by=people.wu)
    shown = {row["key"]: row["satisfaction"]["n"] for row in town["places"] if row["submitted"]}

    assert shown == {cast.COMMUNITY: 9, cast.VILLAGE: 0}
    assert town["whole"]["satisfaction"] == {"n": 9, "count": 9, "rate": 1.0}
    village = rates.rates(cast.VILLAGE, *MARCH, by=people.zheng)
    assert {(row["satisfaction"]["n"], row["no"]) for line in ("queues", "categories", "months")
            for row in village[line]} == {(0, None)}


def test_a_queue_that_is_few_is_so_when_it_is_asked_for_alone(life, people):
    _rated(life, 6, "building_1")
    for _ in range(2):
        life.rate(life.answer(life.submit()))
    publish_answers()
    by_queue = {row["key"]: row["resolution"]["n"] for row in
                rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang)["queues"]}

    assert by_queue == {"community": 0, "party_member": 0, "public": 6}
    assert _whole(people, queue=Queue.PARTY_MEMBER)["resolution"] == {"n": 0, "count": None, "rate": None}
    assert _whole(people)["resolution"]["n"] == 6


def test_who_looks_after_a_place_sees_it_and_nobody_else(life, people):
    for name, place in (("zhang", "community"), ("wu", "town"), ("feng", "district"), ("lin", "village")):
        assert _whole(people, place, by=name)["submitted"] == 0
    for name, place in (("zhang", "town"), ("far", "community"), ("li", "community"), ("wang", "building_1")):
        with pytest.raises(Forbidden):
            _whole(people, place, by=name)
    with pytest.raises(NotFound):
        rates.rates("500999", *MARCH, by=people.zheng)


@pytest.mark.parametrize("period", [("2026-04", "2026-03"), ("2024-01", "2026-01")])
def test_a_period_is_one_to_twenty_four_months(life, people, period):
    with pytest.raises(Invalid):
        rates.rates(cast.DISTRICT, *period, by=people.zheng)


@pytest.mark.parametrize(("who", "place", "most"), [("admin-zheng", "district", 6), ("supervisor-wu", "town", 6),
                                                    ("worker-zhang", "community", 7), ("worker-zhang", "compound", 6)])
def test_a_view_takes_few_statements_and_one_more_after_a_change(life, town, client, statements, who, place, most):
    number = life.answer(life.submit())
    count_tickets_again()
    headers, path = town.sign_in(who), f"/api/v1/statistics/rates?place={town.place(place).code}"
    client.get(path, headers=headers)
    with statements() as counted:
        client.get(path, headers=headers)
    life.rate(number)
    with statements() as changed:
        client.get(path, headers=headers)

    assert len(counted) <= most, counted
    assert len(changed) <= most + 1, changed


def test_the_last_twelve_months_are_shown_unless_others_are_asked_for(life, town, client):
    answer = client.get(f"/api/v1/statistics/rates?place={cast.TOWN}", headers=town.sign_in("supervisor-wu")).json
    today = clock.local(clock.now()).date()

    assert (answer["since"], answer["until"]) == (f"{today - timedelta(days=335):%Y-%m}", f"{today:%Y-%m}")


def test_a_list_of_rates_is_taken_home(march, town, client):
    path = f"/api/v1/statistics/rates/rows?place={cast.TOWN}&since=2026-03&of=places&format=csv"
    answer = client.get(path, headers=town.sign_in("supervisor-wu"))
    heading, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    (row,) = (dict(zip(heading, row, strict=True)) for row in rows if row[0] == cast.COMMUNITY)

    assert (row["提交"], row["应响应"], row["响应率"], row["评价"], row["满意率"]) == ("12", "10", "0.8", "6", "0.6667")
