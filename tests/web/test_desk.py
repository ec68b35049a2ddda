"""The desk: what waits, who takes it on, and who was first."""

import re

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.web.queries import desk
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait

__all__ = ["broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]
FRAGMENT = {"Accept": "text/html"}
MOST_STATEMENTS = 8


def _numbers(page):
    return [node.attrs["data-number"] for node in page.document.query("#waiting li[data-number]")]


def _held(page):
    return [node.attrs["data-number"] for node in page.document.query(".desk-side li[data-number]")]


def test_each_finds_what_waits_in_his_queues_the_soonest_limit_first(visit, life, broken_lamp, stuck_lift, wait):
    wait(hours=1)
    later = life.submit(queue=Queue.COMMUNITY, text="电梯又停了")

    worker, member = visit("worker-zhang").get("/desk"), visit("member-wang").get("/desk")

    assert _numbers(worker) == [stuck_lift, later]
    assert _numbers(member) == [broken_lamp]
    assert "社区接单 等 2 件" in worker.text
    assert "还有" in worker.text and "一号楼的电梯停了" in worker.text


def test_more_to_look_at_than_fits_says_so_and_leads_on(visit, life, monkeypatch):
    for text in ("举报小区收费不公开", "举报楼下占道经营"):
        life.submit(text=text)
    whole = visit("worker-zhang").get("/desk")
    monkeypatch.setattr(desk, "PAGE", 1)

    cut = visit("worker-zhang").get("/desk")

    assert "先由您看的 2 件" in whole.text and "/desk/place?state=reviewing" not in whole.links()
    assert "先由您看的，不止 1 件" in cut.text and "/desk/place?state=reviewing" in cut.links()


def test_one_tap_takes_it_on_and_it_is_in_his_hands(visit, broken_lamp, life):
    visitor = visit("member-wang")

    page = visitor.submit(visitor.get("/desk"), f"/desk/claims/{broken_lamp}")

    assert page.path == f"/desk/tickets/{broken_lamp}"
    assert "您已接单。" in page.text
    assert life.ticket(broken_lamp).state is State.CLAIMED
    assert _held(visitor.get("/desk")) == [broken_lamp]


def test_who_comes_second_hears_on_the_list_who_was_first(visit, people, broken_lamp, stuck_lift, life, wait):
    wait(hours=4)
    other = life.submit(by="chen", text="二号楼门口也黑")
    wait(hours=4)
    visitor = visit("member-zhao")
    page = visitor.get("/desk")
    actions.claim(broken_lamp, by=people.wang)

    late = visitor.submit(page, f"/desk/claims/{broken_lamp}")

    assert (late.status, late.problem) == (412, "stale")
    assert "王师傅已经接单了。" in late.text
    assert _numbers(late) == [other]


def test_a_tap_that_is_sent_twice_takes_on_once(visit, broken_lamp, life):
    visitor = visit("member-wang")
    page = visitor.get("/desk")

    first = visitor.submit(page, f"/desk/claims/{broken_lamp}")
    second = visitor.submit(page, f"/desk/claims/{broken_lamp}")

    assert (first.path, second.path) == (f"/desk/tickets/{broken_lamp}",) * 2
    assert len(life.claims(broken_lamp)) == 1


def test_what_needs_a_look_first_stands_on_the_desk_of_the_worker(visit, life):
    number = life.bring_to(State.REVIEWING)

    assert number in visit("worker-zhang").get("/desk").text
    assert number not in visit("member-wang").get("/desk").text


def test_what_waits_for_others_stays_in_his_hands(visit, life):
    numbers = {life.bring_to(state) for state in (State.ASKING, State.SUSPENDED, State.ANSWERED, State.CLAIMED)}

    page = visit("worker-zhang").get("/desk")

    assert set(_held(page)) == numbers
    assert "等居民或等评价的 3 件" in page.text
    assert numbers == {node.attrs["data-number"] for node in visit("worker-zhang").get(
        "/desk/mine").document.query("li[data-number]")}


def test_one_queue_alone_and_words_to_look_for(visit, life):
    lift = life.submit(queue=Queue.COMMUNITY, text="电梯停了")
    found = life.submit(queue=Queue.PUBLIC, text="捡到一串钥匙")
    visitor = visit("worker-zhang")

    assert _numbers(visitor.get("/desk?queue=community")) == [lift]
    assert _numbers(visitor.get("/desk?queue=public&q=钥匙")) == [found]
    assert "没有找到“树”" in visitor.get("/desk?q=树").text


def test_who_has_no_queue_is_told_what_to_do(visit):
    assert "您现在没有可以接的队列" in visit("resident-chen").get("/desk").text
    assert visit().get("/desk").path == "/sign-in"
    assert visit().client.get("/desk/waiting", headers=FRAGMENT).status_code == 303


def test_the_list_is_sent_again_only_when_it_has_changed(visit, life, broken_lamp, wait):
    client = visit("member-wang").client
    first = client.get("/desk/waiting", headers=FRAGMENT)

    same = client.get("/desk/waiting", headers=FRAGMENT | {"If-None-Match": first.headers["ETag"]})
    new = life.submit(text="二单元的灯也不亮")
    changed = client.get("/desk/waiting", headers=FRAGMENT | {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, same.data, changed.status_code) == (200, 304, b"", 200)
    assert new in changed.text and 'data-waiting="2"' in changed.text
    assert "no-store" in changed.headers["Cache-Control"]


def test_the_list_by_itself_holds_no_secret_of_a_form(visit, broken_lamp):
    text = visit("member-wang").client.get("/desk/waiting", headers=FRAGMENT).text

    assert re.findall(r'name="_csrf" value="([^"]*)"', text) == [""]


@pytest.mark.parametrize("path", ["/desk", "/desk/waiting", "/desk/mine", "/desk/place"])
def test_a_desk_asks_little_however_much_there_is(visit, life, statements, path):
    for number in range(4):
        life.submit(queue=Queue.COMMUNITY, text=f"第 {number} 件")
        life.bring_to(State.CLAIMED)
    visitor = visit("worker-zhang")
    visitor.client.get(path, headers=FRAGMENT)

    with statements() as sent:
        answer = visitor.client.get(path, headers=FRAGMENT)

    assert answer.status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_all_matters_of_my_places_as_far_as_i_ask(visit, life, broken_lamp, stuck_lift):
    elsewhere = life.submit(by="chen", place_code="500115001201-01")
    visitor = visit("worker-zhang")

    def found(query=""):
        return [node.attrs["data-number"] for node in visitor.get(f"/desk/place{query}").document.query(
            "main li[data-number]")]

    assert found() == [stuck_lift, broken_lamp]
    assert found("?category=facilities.lamp") == found("?q=路灯") == found(f"?q={broken_lamp}") == [broken_lamp]
    assert found("?state=claimed") == found("?place=500115001009-02") == found("?overdue=yes") == []
    assert found("?place=500115001009-01&overdue=no&state=queued") == [stuck_lift, broken_lamp]
    assert elsewhere not in found()


def test_the_list_of_a_place_is_for_who_oversees_one(visit):
    assert visit("member-wang").get("/desk/place").status == 403
    assert visit("auditor-feng").get("/desk/place").status == 200
    assert visit("worker-zhang").get("/desk/place?place=nowhere").status == 404


def test_a_claim_from_the_list_needs_the_secret_of_the_page(visit, broken_lamp):
    page = visit("member-wang").send(f"/desk/claims/{broken_lamp}", {"_seen": "1"})

    assert (page.status, page.problem) == (400, "form_expired")
    assert db.session.scalar(sa.select(Ticket.state).where(Ticket.number == broken_lamp)) is State.QUEUED
