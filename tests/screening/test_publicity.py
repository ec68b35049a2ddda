"""A matter may be shown later, or no longer: by its reporter as he likes, by the community with a reason."""

import pytest

from service.accounts import actions as accounts
from service.core.errors import Forbidden, Invalid
from service.feedback import actions as feedback
from service.feedback.actions.publishing import WrongPublicity
from service.feedback.queries.opening import UnknownTicket
from service.feedback.queries.showing import seen_by
from service.screening.models import CheckState
from tests.screening.conftest import DOUBTFUL, visitor_sees


def _answers(ticket):
    return [step["text"] for step in ticket["timeline"] if step["verb"] == "answer"]


def test_the_reporter_stops_showing_it(matters, look, nothing_sent):
    number = matters.shown()
    look()
    with nothing_sent():
        feedback.unpublish(number, by=matters.people.li)

    assert (matters.publicity(number), matters.seen_by_visitors(number)) == ("none", None)


def test_shown_again_it_needs_no_second_look(matters, look, platform):
    number = matters.shown()
    look()
    feedback.unpublish(number, by=matters.people.li)
    feedback.publish(number, by=matters.people.li)

    assert (matters.publicity(number), len(platform.asked)) == ("shown", 1)


def test_asked_for_later_it_is_looked_at_first(matters, look, life):
    photo_id = matters.picture()
    number = life.submit(photos=[photo_id])
    feedback.publish(number, by=matters.people.li)
    assert matters.publicity(number) == "checking"

    look()
    matters.judged(photo_id, "pass")
    assert (matters.publicity(number), visitor_sees(photo_id)) == ("shown", True)


def test_stopped_while_it_waits_nobody_is_asked_about_it(matters, look, platform):
    number = matters.shown()
    feedback.unpublish(number, by=matters.people.li)
    look()
    assert (platform.asked, matters.check(number).state) == ([], CheckState.WAITING)

    feedback.publish(number, by=matters.people.li)
    look()
    assert matters.publicity(number) == "shown"


def test_held_and_stopped_it_is_held_when_asked_for_again(matters):
    number, check_id = matters.held()
    feedback.unpublish(number, by=matters.people.li)
    feedback.publish(number, by=matters.people.li)

    assert (matters.publicity(number), matters.listed()) == ("held", [check_id])


def test_the_community_takes_it_out_of_sight_and_says_why(matters, look, life):
    number = matters.shown()
    look()
    with life.letters() as heard:
        shown = feedback.unpublish(number, by=matters.people.zhang, reason="评论里有人身攻击")

    assert (shown.publicity, matters.publicity(number), heard) == ("hidden", "hidden", [("li", "not_shown")])
    assert matters.seen_by_visitors(number) is None


def test_without_a_reason_the_community_hides_nothing(matters, look):
    number = matters.shown()
    look()

    with pytest.raises(Invalid):
        feedback.unpublish(number, by=matters.people.zhang)
    assert matters.publicity(number) == "shown"


def test_what_a_person_has_hidden_its_reporter_does_not_show(matters):
    number, check_id = matters.held()
    matters.decided(check_id, show=False)

    for verb in (feedback.publish, feedback.unpublish):
        with pytest.raises(WrongPublicity):
            verb(number, by=matters.people.li)
    assert matters.publicity(number) == "hidden"


@pytest.mark.parametrize(("verb", "name", "error"), [
    (feedback.publish, "zhang", WrongPublicity), (feedback.publish, "chen", UnknownTicket),
    (feedback.unpublish, "feng", Forbidden), (feedback.unpublish, "wang", Forbidden),
    (feedback.unpublish, "chen", UnknownTicket), (feedback.unpublish, "far", UnknownTicket)])
def test_nobody_else_says_what_is_shown(matters, look, verb, name, error):
    number = matters.shown()
    look()

    with pytest.raises(error):
        verb(number, by=getattr(matters.people, name), **({"reason": "x"} if verb is feedback.unpublish else {}))


def test_what_its_reporter_took_back_is_not_shown_any_more(matters, life, look):
    number = matters.shown()
    feedback.withdraw(number, by=matters.people.li)
    look()
    with pytest.raises(WrongPublicity):
        feedback.publish(number, by=matters.people.li)

    assert matters.seen_by_visitors(number) is None


@pytest.mark.parametrize("end", [
    lambda number, people: feedback.withdraw(number, by=people.li),
    lambda number, people: feedback.reject(number, by=people.zhang, reason="x", reason_code="abuse",
                                            other_channel="12345")],
    ids=["withdrawn", "rejected"])
def test_what_was_shown_disappears_when_it_is_taken_back_or_refused(matters, look, end):
    number, (photo_id,) = matters.pictured()
    look()
    matters.judged(photo_id, "pass")
    feedback.support(number, by=matters.people.zhao)
    end(number, matters.people)

    assert (matters.seen_by_visitors(number), matters.in_public_list(number), visitor_sees(photo_id)) == (
        None, False, False)
    assert seen_by(number, matters.people.zhao)["text"] is None
    with pytest.raises(WrongPublicity):
        feedback.publish(number, by=matters.people.li)


def test_a_picture_whose_verdict_nobody_waited_for_is_asked_about_again(matters, look, wait, platform):
    number, (photo_id,) = matters.pictured()
    look()
    feedback.unpublish(number, by=matters.people.li)
    wait(hours=25)
    look()
    feedback.publish(number, by=matters.people.li)
    look()

    assert sum(photo_id in question[1] for question in platform.asked) == 2


def test_a_verdict_after_he_stopped_shows_nothing(matters, platform, look):
    number = matters.shown()
    platform.meanwhile = lambda: feedback.unpublish(number, by=matters.people.li)
    look()

    assert (matters.check(number).state, matters.publicity(number)) == (CheckState.HELD, "none")


@pytest.mark.parametrize(("text", "told"), [("灯已经换好", ["灯已经换好"]), (DOUBTFUL, [None])])
def test_what_anybody_else_answers_is_looked_at_first(matters, look, text, told):
    number = matters.shown()
    look()
    photo_id = matters.picture("wang")
    matters.answered(number, "wang", text=text, photos=[photo_id])
    assert (_answers(matters.seen_by_visitors(number)), visitor_sees(photo_id)) == ([None], False)

    look()
    matters.judged(photo_id, "pass")
    assert _answers(matters.seen_by_visitors(number)) == told
    assert visitor_sees(photo_id) is (told != [None])


def test_a_hidden_answer_is_told_to_who_gave_it(matters, look, life):
    number = matters.shown()
    look()
    matters.answered(number, "wang", text=DOUBTFUL)
    look()
    with life.letters() as heard:
        matters.decided(matters.listed()[0], show=False)

    assert (heard, _answers(matters.seen_by_visitors(number))) == ([("wang", "not_shown")], [None])


def test_an_answer_given_before_is_looked_at_when_the_matter_is_shown_later(matters, look, life):
    number = life.submit()
    matters.answered(number, "wang", text=DOUBTFUL)
    feedback.publish(number, by=matters.people.li)
    look()

    assert (matters.publicity(number), _answers(matters.seen_by_visitors(number))) == ("shown", [None])
    assert len(matters.listed()) == 1


def test_what_hangs_on_a_hidden_matter_is_looked_at_when_it_is_shown_after_all(matters, look, life):
    number, (photo_id,) = matters.pictured()
    feedback.unpublish(number, by=matters.people.zhang, reason="要核实")
    look()
    matters.answered(number, "wang")
    check = matters.check(number)
    assert [one.state for one in matters.checks(photo_id=photo_id)] == [CheckState.WAITING]

    matters.decided(check.id, show=True, seen=check.version)
    look()
    matters.judged(photo_id, "pass")
    assert (visitor_sees(photo_id), _answers(matters.seen_by_visitors(number))) == (True, ["灯已经换好"])


def test_who_wrote_it_down_does_not_decide_when_the_elder_has_it_shown(matters, look, life):
    number = life.submit(by="zhang", text=DOUBTFUL, on_behalf_of={"name": "陈老太", "phone": "19000000098"})
    accounts.verify_phone("phone:19000000098", by=matters.people.chen)
    feedback.publish(number, by=matters.people.chen)
    look()

    with pytest.raises(Forbidden):
        matters.decided(matters.check(number).id, show=True)


def test_a_supporter_reads_no_more_than_a_visitor(matters, look):
    number, (photo_id,) = matters.pictured(text=DOUBTFUL)
    look()
    feedback.support(number, by=matters.people.zhao)
    shown = seen_by(number, matters.people.zhao)

    assert (shown["text"], shown["photos"], shown["publicity"]) == (None, [], None)


def test_of_who_leaves_nothing_is_checked_or_decided_any_more(matters, look, platform):
    held, check_id = matters.held()
    waiting, platform.asked = matters.shown(), []
    accounts.erase(by=matters.people.li)
    look()

    assert (platform.asked, matters.listed()) == ([], [])
    assert [matters.life.ticket(number).publicity for number in (held, waiting)] == ["none", "none"]


def test_a_person_sees_what_was_checked_of_his(matters, client, town):
    matters.held()

    held = client.get("/api/v1/me/data", headers=town.sign_in("resident-li")).json["sections"]["content_checks"]
    assert [(one["about"], one["state"], one["why"]) for one in held] == [
        ("ticket", "held", "平台判定可能违规：时政")]
