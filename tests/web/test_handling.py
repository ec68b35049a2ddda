"""One ticket at the desk: everything whoever handles or oversees it does, by forms."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.http.idempotency import IdempotencyKey
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.queries import showing
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State
from service.media.models import Photo
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.screening.conftest import matters, platform

__all__ = ["broken_lamp", "frozen", "life", "matters", "people", "platform", "stuck_lift", "wait"]


class Hands:
    """Somebody at the desk who fills in the forms of a ticket."""

    def __init__(self, visitor):
        self.visitor = visitor

    def look(self, number):
        """The ticket as he sees it."""
        return self.visitor.get(f"/desk/tickets/{number}")

    def do(self, number, act, **typed):
        """Open the ticket, fill in one form, send it."""
        return self.visitor.submit(self.look(number), f"/desk/tickets/{number}/{act}", **typed)


@pytest.fixture
def hands(visit):
    """`hands("worker-zhang")`: at the desk."""
    return lambda name: Hands(visit(name))


def _open(page):
    """The forms that stand open."""
    return [node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act[open]")]


def _acts(page):
    return {node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act")}


def _picture():
    file = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(file, "JPEG")
    file.seek(0)
    return file


def test_a_matter_goes_from_the_claim_to_the_answer(hands, broken_lamp, life):
    wang = hands("member-wang")

    assert _open(wang.look(broken_lamp)) == ["claim"]
    claimed = wang.do(broken_lamp, "claim", due_on=life.today(2).isoformat())
    assert "承诺 3月6日（周五） 前办好" in claimed.text and _open(claimed) == ["contact"]
    called = wang.do(broken_lamp, "contact", method="phone", reached="yes", note="约好下午上门")
    assert "打电话，联系上了" in called.text and "约好下午上门" in called.text and _open(called) == ["answer"]
    answered = wang.do(broken_lamp, "answer", text="灯泡换好了", photos=[(_picture(), "a.jpg"), (_picture(), "b.jpg")])

    assert "已答复，等居民评价。" in answered.text
    assert life.ticket(broken_lamp).state is State.ANSWERED
    assert len(answered.document.query(".timeline .pictures img")) == 2
    assert db.session.scalar(sa.select(sa.func.count(Photo.id)).where(Photo.attached_to == "answer")) == 2


def test_a_refused_answer_loses_nothing_and_stands_open(hands, broken_lamp, life):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")

    page = wang.do(broken_lamp, "answer", text="已经换好了", photos=None)

    assert (page.status, page.problem) == (409, "contact_first")
    assert "已经换好了" in page.document.query("#answer-text")[0].to_text()
    assert set(_open(page)) == {"answer", "contact"}


def test_what_is_no_picture_is_refused_and_the_words_stay(hands, broken_lamp):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    wang.do(broken_lamp, "contact", method="visit", reached="no")

    page = wang.do(broken_lamp, "answer", text="换好了", photos=[(BytesIO(b"no picture"), "a.jpg")])

    assert (page.status, page.problem) == (415, "not_a_photo")
    assert "换好了" in page.document.query("#answer-text")[0].to_text()


def test_who_acts_on_an_old_page_sees_the_new_one_and_what_he_wrote(hands, people, broken_lamp):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    old = wang.look(broken_lamp)
    actions.contact(broken_lamp, by=people.wang, method="phone", reached=True)

    page = wang.visitor.submit(old, f"/desk/tickets/{broken_lamp}/question", text="几楼的灯？")
    again = wang.visitor.submit(page, f"/desk/tickets/{broken_lamp}/question")

    assert (page.status, page.problem) == (412, "stale")
    assert "这件事刚刚有人动过" in page.text and "几楼的灯？" in page.document.query("#ask-text")[0].to_text()
    assert "已请居民补充" in again.text


def test_what_was_written_is_still_there_when_its_form_is_not(hands, people, broken_lamp):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    old = wang.look(broken_lamp)
    actions.forward(broken_lamp, by=people.zhang, reason="归口热线", external_system="12345")

    page = wang.visitor.submit(old, f"/desk/tickets/{broken_lamp}/question", text="几楼的灯？")

    assert page.status == 404
    assert "几楼的灯？" in page.text


def test_waiting_and_more_time_are_asked_for_and_decided_by_a_supervisor(hands, stuck_lift, life):
    zhang, wu = hands("worker-zhang"), hands("supervisor-wu")
    zhang.do(stuck_lift, "claim")
    zhang.do(stuck_lift, "suspension", reason="等配件", review_on=life.today(10).isoformat())

    asked = wu.look(stuck_lift)
    granted = wu.visitor.submit(asked, f"/desk/tickets/{stuck_lift}/consent", granted="yes", note="同意")
    resumed = zhang.do(stuck_lift, "resumption")
    zhang.do(stuck_lift, "extension", reason="配件没到", answer_by=life.today(30).isoformat())
    refused = wu.do(stuck_lift, "consent", granted="no")

    assert _open(asked) == ["consent"] and "承办人申请暂时等待" in asked.text and "等配件" in asked.text
    assert "同意暂时等待" in granted.text and life.ticket(stuck_lift).state is State.CLAIMED
    assert "继续办理" in resumed.text and "不同意延期" in refused.text
    assert "consent" not in _acts(wu.look(stuck_lift))


def test_the_desk_puts_a_matter_where_it_belongs(hands, life, broken_lamp):
    zhang = hands("worker-zhang")
    reviewed = life.bring_to(State.REVIEWING)

    approved = zhang.do(reviewed, "approval")
    moved = zhang.do(reviewed, "category", category="facilities.lamp")
    transferred = zhang.do(broken_lamp, "transfer", queue="community", reason="要联系物业")
    rejected = zhang.do(reviewed, "rejection", reason_code="not_ours", reason="由市里养护", other_channel="12345 热线")

    assert "已通过" in approved.text and "改为：路灯照明" in moved.text
    assert transferred.path == "/desk" and life.ticket(broken_lamp).queue is Queue.COMMUNITY
    assert "不属于受理范围" in rejected.text and "可以向这里反映：12345 热线" in rejected.text
    assert life.ticket(reviewed).outcome is Outcome.REJECTED


def test_a_matter_of_another_community_leaves_with_a_word(hands, broken_lamp):
    page = hands("worker-zhang").do(broken_lamp, "transfer", place_code="500115001003", reason="是那边的路段")

    assert (page.status, page.path) == (200, "/desk")
    assert f"{broken_lamp} 已转派。" in page.text


def test_a_matter_is_given_to_somebody_by_name_with_what_he_holds(hands, life, broken_lamp):
    life.hold(life.submit(by="chen"), by="wang")
    zhang = hands("worker-zhang")
    page = zhang.look(broken_lamp)
    names = [node.to_text() for node in page.document.query("#dispatch-account_id option")][1:]

    given = zhang.visitor.submit(page, f"/desk/tickets/{broken_lamp}/dispatch",
                                 account_id=page.document.query("#dispatch-account_id option")[1].attrs["value"])

    assert names == sorted(names) and any("王师傅，手上 1 件" in name for name in names)
    assert _open(page) == ["dispatch"] and "派给" in given.text


def test_the_outside_takes_it_and_another_colleague_ends_it(hands, broken_lamp, life):
    zhang, zhou = hands("worker-zhang"), hands("worker-zhou")

    forwarded = zhang.do(broken_lamp, "forwarding", external_system="12345", external_id="A-1", reason="归口")
    own = zhang.do(broken_lamp, "feedback", text="修好了")
    ended = zhou.do(broken_lamp, "feedback", text="修好了")

    assert "转给 12345" in forwarded.text and "那边的编号 A-1" in forwarded.text
    assert own.problem == "second_person_needed" and "修好了" in own.document.query("#feed_back-text")[0].to_text()
    assert "已办结" in ended.text and life.ticket(broken_lamp).outcome is Outcome.FORWARDED_DONE


def test_what_the_outside_does_not_take_is_taken_back(hands, broken_lamp, life):
    zhang = hands("worker-zhang")
    zhang.do(broken_lamp, "forwarding", external_system="12345", reason="归口")

    zhang.do(broken_lamp, "taking-back", reason="对方不收")

    assert life.ticket(broken_lamp).state is State.QUEUED


def test_a_holder_gives_it_back_and_a_supervisor_watches(hands, broken_lamp, life):
    wang, wu = hands("member-wang"), hands("supervisor-wu")
    wang.do(broken_lamp, "claim")

    released = wang.do(broken_lamp, "release", reason="这几天在外地")
    watched = wu.do(broken_lamp, "escalation", reason="群众反映强烈")

    assert (released.path, life.ticket(broken_lamp).holder_id) == ("/desk", None)
    assert "督办" in watched.text and "群众反映强烈" in watched.text


def test_after_two_reviewed_handlings_a_supervisor_ends_it(hands, life, stuck_lift):
    life.answer(life.reopened(stuck_lift, times=2))

    page = hands("supervisor-wu").do(stuck_lift, "ending", reason="政策办不到", other_channel="区信访办")

    assert life.ticket(stuck_lift).outcome is Outcome.ENDED
    assert "可以向这里反映：区信访办" in page.text


def test_a_contact_is_shown_once_with_a_reason_and_on_the_record(hands, broken_lamp):
    zhang = hands("worker-zhang")
    before = zhang.look(broken_lamp)

    page = zhang.visitor.submit(before, f"/desk/tickets/{broken_lamp}/reveal", reason="上门前先打电话")

    assert "190****0001" in before.text and "19000000001" not in before.text
    assert "19000000001" in page.text and "19000000001" not in page.path
    assert "19000000001" not in zhang.look(broken_lamp).text
    assert db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.subject == broken_lamp)).all() == ["reveal"]


def test_a_contact_is_kept_nowhere_on_the_way(hands, broken_lamp):
    hands("worker-zhang").do(broken_lamp, "reveal", reason="上门前先打电话")

    assert not [body for body in db.session.scalars(sa.select(IdempotencyKey.body)) if body and "19000000001" in body]


def test_a_contact_without_a_reason_is_not_shown(hands, broken_lamp):
    page = hands("worker-zhang").do(broken_lamp, "reveal", reason=" ")

    assert (page.status, _open(page)) == (422, ["dispatch", "reveal"]) and "19000000001" not in page.text


def test_nobody_is_offered_what_he_may_not(hands, broken_lamp, life):
    anonymous = life.submit(queue=Queue.COMMUNITY, anonymous=True)

    assert _acts(hands("auditor-feng").look(broken_lamp)) == set()
    assert "reveal" not in _acts(hands("worker-zhang").look(anonymous))
    assert "要求匿名" in hands("worker-zhang").look(anonymous).text
    assert hands("member-sun").look(broken_lamp).status == 404


def test_why_it_came_here_is_told_in_plain_words(hands, life):
    number = life.submit(category=None, text="三单元楼道灯不亮")
    page = hands("worker-zhang").look(number)

    assert "为什么分到“党员接单”" in page.text and "按规则“" in page.text and "把握" in page.text


def test_a_matter_is_shown_to_everybody_no_longer(hands, matters, life):
    number = matters.shown()

    page = hands("worker-zhang").do(number, "unpublishing", reason="文字里有他人的电话。")

    assert "已不再公开展示" in page.text and matters.publicity(number) == "hidden"
    assert "unpublish" not in _acts(page)


def test_every_permitted_verb_has_a_form(hands, life, people):
    missing = {}
    for state in State:
        number = life.bring_to(state)
        permitted = set(showing.seen_by(number, people.zhang)["permitted"]) - {"merge", "unmerge"}
        missing |= {f"{state}: {verb}": number for verb in permitted - _acts(hands("worker-zhang").look(number))}

    assert missing == {}


def test_the_number_is_read_as_it_was_typed(hands, broken_lamp):
    ticket = db.session.scalars(sa.select(Ticket).where(Ticket.number == broken_lamp)).one()

    assert hands("worker-zhang").look(ticket.number.lower()).status == 200
    assert hands("worker-zhang").look("500115-20260304-9999-0").status == 404
