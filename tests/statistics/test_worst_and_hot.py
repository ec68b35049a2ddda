"""The age of what is open, what is overdue and unsolved, what many ask for, and courtyards' year."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.courtyard.models import DayState, Reason
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.routing import Queue
from service.statistics.actions import count_tickets_again
from service.statistics.queries import courtyards
from service.statistics.queries.tickets import backlog, hot, worst
from service.town import cast


def _walked(by, code=cast.COMMUNITY, limit=2):
    found, cursor = [], None
    for _ in range(20):
        page = worst.worst(code, by=by, limit=limit, cursor=cursor)
        found, cursor = found + [item["number"] for item in page.items], page.next
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("counted", [False, True])
def test_the_age_of_what_is_open_runs_in_local_days(life, people, wait, counted):
    for days in (0, 30, 15, 8, 4, 2):  # 31, 30, 15 … days ago at last
        life.submit()
        wait(days={0: 1, 30: 15, 15: 8, 8: 4, 4: 2, 2: 1}[days])
        if counted:
            count_tickets_again()
    found = backlog.backlog(cast.DISTRICT, by=people.zheng)
    town = next(row for row in found["places"] if row["key"] == cast.TOWN)

    assert {age["key"]: age["count"] for age in found["ages"]} == {"1": 1, "3": 1, "7": 1, "15": 1, "30": 1, "more": 1}
    assert (town["total"], town["ages"]) == (found["total"], found["ages"])
    assert backlog.backlog(cast.COMMUNITY, by=people.zhang)["ages"] == found["ages"]
    assert backlog.backlog(cast.NICKNAMES["building_1"], by=people.zhang)["ages"] == found["ages"]


def test_what_is_overdue_comes_first_then_what_was_not_solved(life, people, wait):
    unsolved = life.reopened(life.submit(), 1)
    slow = life.submit(queue=Queue.COMMUNITY)
    wait(hours=1)
    slower = life.submit(queue=Queue.COMMUNITY)
    wait(hours=25)
    life.submit(queue=Queue.COMMUNITY)
    also = life.reopened(life.submit(), 1)

    for limit in (1, 2, 3, 4, 10):
        assert _walked(people.zhang, limit=limit) == [slow, slower, unsolved, also], limit
    assert _walked(people.wu, cast.TOWN) == _walked(people.zheng, cast.DISTRICT) == [slow, slower, unsolved, also]
    assert _walked(people.zhang, cast.NICKNAMES["building_1"]) == [slow, slower, unsolved, also]
    assert _walked(people.zhang, cast.NICKNAMES["river_compound"]) == []


def test_what_was_solved_in_the_end_is_no_longer_among_the_worst(life, people):
    number = life.reopened(life.submit(), 1)
    life.rate(life.answer(number), Solved.YES)

    assert _walked(people.zhang) == []
    assert backlog.backlog(cast.COMMUNITY, by=people.zhang)["total"] == 0


def test_who_reads_figures_but_no_tickets_sees_none(life, people, wait):
    number = life.submit(by="chen", place_code=cast.NICKNAMES["courtyard_1"], queue=Queue.COMMUNITY)
    wait(hours=25)

    actions.support(number, by=people.li)

    assert _walked(people.lin, cast.VILLAGE) == []
    assert _walked(people.wu, cast.TOWN) == [number]
    assert [len(hot.hot(cast.VILLAGE, by=by)["supported"]) for by in (people.lin, people.wu)] == [0, 1]


def test_what_many_support_and_what_many_are_merged_into_is_hot(life, people):
    lamp, lift = life.submit(), life.submit(queue=Queue.COMMUNITY)
    for name in ("hu", "wang", "zhao"):
        actions.support(lamp, by=getattr(people, name))
    actions.support(lift, by=people.hu)
    for _ in range(2):
        actions.merge(life.submit(by="chen", queue=Queue.COMMUNITY), by=people.zhang, into=lift)
    found = hot.hot(cast.TOWN, by=people.wu)

    assert [(row["ticket"]["number"], row["count"]) for row in found["supported"]] == [(lamp, 3), (lift, 1)]
    assert [(row["ticket"]["number"], row["count"]) for row in found["joined"]] == [(lift, 2)]
    actions.withdraw(lamp, by=people.li)
    assert [row["ticket"]["number"] for row in hot.hot(cast.TOWN, by=people.wu)["supported"]] == [lift]
    life.rate(life.answer(lift))
    assert hot.hot(cast.TOWN, by=people.wu)["joined"] == []


def test_what_was_withdrawn_or_refused_does_not_come_again_and_again(life, people, monkeypatch):
    for _ in range(3):
        actions.withdraw(life.submit(), by=people.li)
    none = hot.hot(cast.COMMUNITY, by=people.zhang)["repeated"]
    monkeypatch.setattr(hot, "MOST", 1)
    for by in ("hu", "wang"):
        actions.support(life.submit(queue=Queue.COMMUNITY), by=getattr(people, by))

    assert (none, len(hot.hot(cast.COMMUNITY, by=people.zhang)["supported"])) == ([], 1)


def test_the_same_matter_three_times_in_a_month_is_repeated(life, people, wait):
    life.submit()
    wait(days=20)
    life.submit()
    assert hot.hot(cast.COMMUNITY, by=people.zhang)["repeated"] == []
    life.answer(life.submit())
    (again,) = hot.hot(cast.COMMUNITY, by=people.zhang)["repeated"]

    assert (again["place"]["code"], again["category"]["code"], again["count"], again["open"]) == (
        cast.NICKNAMES["compound"], "facilities.lamp", 3, 3)
    for code in (cast.DISTRICT, cast.TOWN, cast.NICKNAMES["compound"]):
        assert hot.hot(code, by=people.zheng)["repeated"] == [again]
    wait(days=11)
    assert hot.hot(cast.COMMUNITY, by=people.zhang)["repeated"] == []


def test_courtyards_show_a_year_with_reasons_and_gaps(town, year):
    year.day(1)
    day = year.day(1, month=year.today.replace(day=1) - timedelta(days=3), state=DayState.PLANNED)
    day.state, day.not_held_reason_code, day.closed_at = DayState.NOT_HELD, Reason.FARMING, clock.now()
    with atomic() as session:
        session.add(day)
    first, second = courtyards.year(cast.TOWN, by=town.actor("supervisor-wu"), limit=10, cursor=None).items

    assert (first["group"]["code"], second["group"]["code"]) == ("demo-group-1", "demo-group-2")
    assert [(each["state"], each["reason"]) for each in first["months"][-3:]] == [
        ("missing", None), ("not_held", "farming"), ("held", None)]
    assert (first["held"], first["not_held"], first["missing"], second["missing"]) == (1, 1, 10, 12)
    assert first["months"][-1]["month"] == year.month


def test_courtyards_are_walked_page_by_page(town, year):
    page = courtyards.year(cast.DISTRICT, by=town.actor("admin-zheng"), limit=1, cursor=None)
    rest = courtyards.year(cast.DISTRICT, by=town.actor("admin-zheng"), limit=1, cursor=page.next)

    assert [page.items[0]["group"]["code"], rest.items[0]["group"]["code"]] == ["demo-group-1", "demo-group-2"]
    assert rest.next is None


@pytest.mark.parametrize(("path", "heading"), [("worst", "办结时限"), ("backlog/rows", "16–30 天"),
                                               ("courtyards", "11个月前")])
def test_lists_of_figures_are_taken_home(life, town, client, wait, path, heading):
    life.submit(queue=Queue.COMMUNITY)
    wait(hours=25)
    answer = client.get(f"/api/v1/statistics/{path}?place={cast.TOWN}&format=csv",
                        headers=town.sign_in("supervisor-wu"))
    titles, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))

    assert heading in titles
    assert rows


@pytest.mark.only_postgresql
@pytest.mark.parametrize("place", ["community", "town", "district"])
def test_what_is_overdue_is_read_by_an_index_in_its_order(life, people, place):
    life.submit()
    spot = db.session.scalar(sa.select(worst.Place).where(worst.Place.code == cast.NICKNAMES[place]))
    ticket = worst.Ticket
    question = sa.select(ticket.id).where(*worst.inside(spot), ticket.limit_at < sa.func.now()).order_by(
        ticket.limit_at, ticket.id).limit(20)
    others = ("seqscan", "bitmapscan", "sort")  # of a table this small the planner likes any plan
    db.session.execute(sa.text(";".join(f"SET enable_{each} = off" for each in others)))
    text = question.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.session.scalars(sa.text(f"EXPLAIN {text}")))
    db.session.execute(sa.text(";".join(f"RESET enable_{each}" for each in others)))

    assert "ix_tickets_limit" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(("question", "index"), [
    (lambda place: hot.most_supported(worst.inside(place)), "ix_tickets_supported"),
    (lambda place: hot.most_joined(worst.inside(place)), "ix_tickets_joined"),
    (hot.most_repeated, "ix_tickets_lately")])
def test_what_many_ask_for_is_read_by_a_small_index(town, database, question, index):
    text = question(town.place("district")).compile(db.engine, compile_kwargs={"literal_binds": True})
    if database.engine.dialect.name == "sqlite":
        plan = " ".join(row.detail for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))
    else:
        db.session.execute(sa.text("SET enable_seqscan = off; SET enable_bitmapscan = off"))
        plan = " ".join(db.session.scalars(sa.text(f"EXPLAIN {text}")))
        db.session.execute(sa.text("RESET enable_seqscan; RESET enable_bitmapscan"))

    assert index in plan
    assert index == "ix_tickets_lately" or "Sort" not in plan and "B-TREE" not in plan  # what is counted is sorted
