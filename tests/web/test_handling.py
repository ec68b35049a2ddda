"""One ticket at the desk: everything whoever handles or oversees it does, by forms."""

import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.http.idempotency import IdempotencyKey
from service.feedback import actions
from service.feedback.models import Answer, Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.media.models import Photo
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.screening.conftest import matters, platform
from tests.web.pictures import no_photo, photo

__all__ = ["broken_lamp", "frozen", "life", "matters", "people", "platform", "stuck_lift", "wait"]


def _open(page):
    """The forms that stand open."""
    return [node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act[open]")]


def _acts(page):
    return {node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act")}


def test_a_matter_goes_from_the_claim_to_the_answer(hands, broken_lamp, life):
    wang = hands("member-wang")

    assert _open(wang.look(broken_lamp)) == ["claim"]
    claimed = wang.do(broken_lamp, "claim", due_on=life.today(2).isoformat())
    assert "承诺 3月6日（周五） 前办好" in claimed.text and _open(claimed) == ["contact"]
    called = wang.do(broken_lamp, "contact", method="phone", reached="yes", note="约好下午上门")
    assert "打电话，联系上了" in called.text and "约好下午上门" in called.text and _open(called) == ["answer"]
    answered = wang.do(broken_lamp, "answer", text="灯泡换好了", pictures=[photo(), photo()])

    assert "已答复，等居民评价。" in answered.text
    assert life.ticket(broken_lamp).state is State.ANSWERED
    assert len(answered.document.query(".timeline .pictures img")) == 2
    assert db.session.scalar(sa.select(sa.func.count(Photo.id)).where(Photo.attached_to == "answer")) == 2


def test_an_accusation_is_given_to_its_place_by_no_likely_step(hands, life):
    number = life.submit(text="社区张蓉收红包，举报她", category=None, anonymous=True)

    page = hands("supervisor-wu").look(number)

    assert _open(page) == ["claim"] and "等上级审看" in page.text
    assert "社区（村）的人能看到全部内容，包括里面提到的人" in page.text


def test_a_public_note_is_written_beside_the_answer(hands, broken_lamp, life):
    life.hold(broken_lamp)
    wang = hands("member-wang")
    wang.do(broken_lamp, "contact", method="phone", reached="yes")

    page = wang.do(broken_lamp, "answer", text="给501换好了", public_note="楼道的灯已经修好。")

    assert "公开说明：楼道的灯已经修好。" in page.text
    assert db.session.scalars(sa.select(Answer.public_note)).all() == ["楼道的灯已经修好。"]


def test_before_the_claim_and_of_who_is_anonymous_a_page_shows_no_spot(hands, life):
    spot = {"lat": 29.8571234, "lng": 107.0814321, "coord_type": "gcj02"}
    named, anonymous = life.submit(coordinates=spot), life.submit(coordinates=spot, anonymous=True)
    wang = hands("member-wang")
    before = [wang.look(number).text for number in (named, anonymous)]
    for number in (named, anonymous):
        life.hold(number)

    assert not [text for text in [*before, wang.look(anonymous).text] if "29.857" in text]
    assert "29.8571234" in wang.look(named).text


def test_a_refused_answer_loses_nothing_and_stands_open(hands, broken_lamp, life):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    wang.do(broken_lamp, "contact", method="phone", reached="yes")
    before = wang.look(broken_lamp)
    hands("supervisor-wu").do(broken_lamp, "escalation", reason="请尽快")

    page = wang.visitor.submit(before, f"/desk/tickets/{broken_lamp}/answer", text="已经换好了", pictures=[photo()])

    assert (page.status, page.problem) == (412, "stale")
    assert "已经换好了" in page.document.query("#answer-text")[0].to_text()
    assert len(page.document.query("#answer-shots input[name=photos][checked]")) == 1
    assert _open(page) == ["answer"]


def test_an_answer_is_offered_when_the_resident_was_contacted(hands, broken_lamp):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    before = wang.look(broken_lamp)

    after = wang.do(broken_lamp, "contact", method="phone", reached="yes")

    assert "answer" not in before.offers() and "记下联系以后，才能答复" in before.text
    assert "answer" in after.offers()


def test_what_is_no_picture_is_refused_and_words_and_pictures_stay(hands, broken_lamp):
    wang = hands("member-wang")
    wang.do(broken_lamp, "claim")
    wang.do(broken_lamp, "contact", method="visit", reached="no")

    page = wang.do(broken_lamp, "answer", text="换好了", pictures=[photo(), no_photo("a.jpg")])
    answered = wang.visitor.submit(page, f"/desk/tickets/{broken_lamp}/answer")

    assert (page.status, page.problem, "a.jpg：" in page.text) == (422, "invalid", True)
    assert "换好了" in page.document.query("#answer-text")[0].to_text()
    assert len(answered.document.query(".timeline .pictures img")) == 1


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

    assert not [kept for kept in db.session.scalars(sa.select(IdempotencyKey.kept)) if kept and "19000000001" in kept]


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


def test_the_number_is_read_as_it_was_typed(hands, broken_lamp):
    ticket = db.session.scalars(sa.select(Ticket).where(Ticket.number == broken_lamp)).one()

    assert hands("worker-zhang").look(ticket.number.lower()).status == 200
    assert hands("worker-zhang").look("500115-20260304-9999-0").status == 404
