"""What workers and supervisors decide about a ticket, by the forms of its page."""

from service.feedback.queries import showing
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.screening.conftest import matters, platform

__all__ = ["broken_lamp", "frozen", "life", "matters", "people", "platform", "stuck_lift", "wait"]


def _open(page):
    return [node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act[open]")]


def _acts(page):
    return {node.attrs["id"].removeprefix("do-") for node in page.document.query("details.act")}


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
    own = zhang.look(broken_lamp)
    ended = zhou.do(broken_lamp, "feedback", text="修好了")

    assert "转给 12345" in forwarded.text and "那边的编号 A-1" in forwarded.text
    assert "feedback" not in own.offers()
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
