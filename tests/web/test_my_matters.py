"""A resident's own matters: what is asked of him first, how each stands in plain words, and what he may say."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.models import Rating, Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.models import Role
from tests.feedback.conftest import Life, People
from tests.looking import everything_is_looked_at
from tests.web.pictures import photo


@pytest.fixture
def people(town):
    """The cast by surname."""
    return People(town)


@pytest.fixture
def life(people):
    """Tickets and their lives, at the present time."""
    return Life(people)


def _texts(page, selector):
    return [node.to_text() for node in page.document.query(selector)]


def test_what_is_asked_of_me_comes_first(visit, life):
    waiting = life.submit(text="等着的")
    asked, answered = life.bring_to(State.ASKING, by="li"), life.bring_to(State.ANSWERED, by="li")
    life.submit(by="chen", text="别人的")

    page = visit("resident-li").get("/tickets")

    links = [link for link in page.links() if link.startswith("/tickets/")]
    assert links == [f"/tickets/{number}" for number in (answered, asked, waiting)]
    assert "别人的" not in page.text


def test_an_empty_list_says_what_to_do(visit):
    page = visit("resident-li").get("/tickets")

    assert "这里还没有您反映的事" in page.text and "/report" in page.links()


def test_a_long_list_goes_on_by_pages_without_saying_anything_twice(visit, life):
    numbers = [life.submit() for _ in range(23)]
    visitor = visit("resident-li")

    first = visitor.get("/tickets")
    second = visitor.get(next(link for link in first.links() if "cursor=" in link))

    shown = [link.removeprefix("/tickets/") for page in (first, second) for link in page.links()
             if link.startswith("/tickets/")]
    assert shown == numbers[::-1]


def test_the_lists_take_few_statements(visit, life, statements):
    for _ in range(6):
        life.answer(life.submit())
    visitor = visit("resident-li")

    counts = []
    for path in ("/tickets", "/", f"/tickets/{life.submit()}"):
        with statements() as sent:
            visitor.get(path)
        counts.append(len(sent))

    assert max(counts) <= 8, counts


def test_the_page_says_who_has_it_until_when(visit, life):
    number = life.hold(life.submit())

    page = visit("resident-li").get(f"/tickets/{number}")

    assert "现在由王师傅办理，最迟" in page.text and "您提交了这件事" in page.text
    assert _texts(page, ".number") == [number]


def test_what_is_late_says_so_and_who_watches(visit, life, people):
    number = life.hold(life.submit())
    actions.escalate(number, by=people.wu, reason="请尽快")
    late = life.ticket(number).created_at - timedelta(days=2)
    with atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.number == number).values(
            answer_by=late, limit_at=late))

    page = visit("resident-li").get(f"/tickets/{number}")

    assert "这件事晚了，已超过 2 天，已上报镇街督办。" in page.text


def test_a_refusal_says_why_and_where_else_one_may_turn(visit, life):
    page = visit("resident-li").get(f"/tickets/{life.reject(life.submit(queue=Queue.COMMUNITY))}")

    assert "不属于受理范围" in page.text and "可以向这里反映：" in page.text


def test_a_question_is_answered_on_the_page(visit, life):
    number = life.bring_to(State.ASKING, by="li")
    visitor = visit("resident-li")
    page = visitor.get(f"/tickets/{number}")

    told = visitor.submit(page, f"/tickets/{number}/reply", text="在五楼。")

    assert "在几楼？" in page.text and "您的补充已经送到" in told.text
    assert life.ticket(number).state is State.CLAIMED


def test_three_facts_are_one_tap_each(visit, life):
    number = life.answer(life.submit())
    visitor = visit("resident-li")
    page = visitor.get(f"/tickets/{number}")

    visitor.submit(page, f"/tickets/{number}/rating", solved="yes", satisfaction="5", contacted_in_time="yes")

    rating = db.session.scalars(sa.select(Rating)).one()
    assert (rating.solved, rating.satisfaction, rating.contacted_in_time) == ("yes", 5, True)
    assert life.ticket(number).state is State.CLOSED


def test_not_solved_opens_it_again_as_the_page_had_said(visit, life):
    number = life.answer(life.submit())
    visitor = visit("resident-li")
    page = visitor.get(f"/tickets/{number}")

    told = visitor.submit(page, f"/tickets/{number}/rating", solved="no", satisfaction="2", comment="又灭了")

    assert "选“没有解决”，会重新办理。" in page.text and "您说没有解决，重新办理" in told.text
    assert life.ticket(number).state is State.CLAIMED


def test_a_rating_without_a_fact_keeps_what_was_tapped(visit, life):
    number = life.answer(life.submit())
    visitor = visit("resident-li")

    page = visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/rating", satisfaction="4",
                          comment="还行")

    assert (page.status, page.problem) == (422, "invalid")
    assert [node.attrs["value"] for node in page.document.query("[name=satisfaction][checked]")] == ["4"]
    assert _texts(page, "textarea[name=comment]") == ["还行"]


def test_a_page_left_open_too_long_changes_nothing(visit, life):
    number = life.submit()
    visitor = visit("resident-li")
    page = visitor.get(f"/tickets/{number}")
    life.hold(number)

    told = visitor.submit(page, f"/tickets/{number}/withdrawal")

    assert (told.status, told.problem) == (412, "stale")
    assert life.ticket(number).state is State.CLAIMED


def test_taking_a_matter_back_asks_once(visit, life):
    number = life.submit()
    visitor = visit("resident-li")
    page = visitor.get(f"/tickets/{number}")

    told = visitor.submit(page, f"/tickets/{number}/withdrawal", reason="自己修好了")

    assert "确定要撤回吗" in page.text and "已经撤回，不再办理。" in told.text
    assert life.ticket(number).outcome == "withdrawn"


def test_only_what_is_permitted_has_a_button(visit, life):
    number = life.bring_to(State.ANSWERED, by="li")

    mine, handler = (visit(name).get(f"/tickets/{number}") for name in ("resident-li", "worker-zhang"))

    assert mine.document.query("form[action$=rating]") and not mine.document.query("form[action$=withdrawal]")
    assert not handler.document.query("form[action$=rating], form[action$=reply]")


def test_nobody_else_sees_my_matter(visit, life):
    number = life.submit()

    assert [visit(name).get(f"/tickets/{number}").status for name in (None, "resident-chen")] == [404, 404]


def test_publicity_is_asked_for_and_ended_on_the_page(visit, life):
    number = life.submit()
    visitor = visit("resident-li")

    asked = visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/publicity")
    everything_is_looked_at()
    shown = visit().get(f"/tickets/{number}")
    visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/publicity/withdrawal")

    assert "看过没有问题后，就会公开展示。" in asked.text and shown.status == 200
    assert visit().get(f"/tickets/{number}").status == 404


def test_a_merged_matter_explains_itself_and_is_rated(visit, life, people):
    primary, number = life.submit(by="chen", queue=Queue.COMMUNITY), life.submit(queue=Queue.COMMUNITY)
    actions.merge(number, by=people.zhang, into=primary)
    visitor = visit("resident-li")
    before = visitor.get(f"/tickets/{number}")
    life.answer(primary)

    visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/rating", solved="yes", satisfaction="4")
    after = visitor.get(f"/tickets/{number}")

    assert f"和编号 {primary} 是同一件事" in before.text and not before.document.query("form[action$=rating]")
    assert db.session.scalars(sa.select(Rating.satisfaction)).all() == [4]
    assert not after.document.query("form[action$=rating]")


def test_home_shows_what_waits_and_the_doors_to_ones_work(visit, life):
    number = life.bring_to(State.ANSWERED, by="li")
    life.grant("li", Role.VOLUNTEER, "town")

    page, stranger = visit("resident-li").get("/"), visit().get("/")

    assert f"/tickets/{number}" in page.links() and "有新消息" in page.text
    assert "现在等您" not in stranger.text and {"/report", "/tickets", "/public"} <= set(stranger.links())


def test_pictures_are_small_links_to_the_large_ones(visit, town):
    visitor, path = visit("resident-li"), f"/q/{town.token('building_1')}"

    page = visitor.submit(visitor.get(path), path, text="灯坏了。", pictures=[photo(), photo()])

    image = page.document.query("main img")[1]
    assert image.attrs["alt"] == "反映时的照片，第 2 张，共 2 张，点开看大图"
    assert visitor.client.get(image.attrs["src"]).mimetype == "image/jpeg"
