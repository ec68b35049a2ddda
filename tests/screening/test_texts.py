"""A text is shown to everybody once the platform has passed it; the complaint itself never waits for that."""

import pytest

from service.core.database import atomic
from service.feedback import actions as feedback
from service.feedback.queries.nearby import nearby
from service.feedback.workflow import State
from service.screening.models import CheckState, Why
from service.wechat.answers import Scene
from service.wechat.errors import Busy, Misconfigured, Misuse, NotRecent, Refused
from tests.screening.conftest import DOUBTFUL, RISKY

NEARBY = "500115001009-01-01"


def test_a_public_matter_is_shown_to_nobody_before_it_was_looked_at(matters):
    number = matters.shown()

    assert matters.publicity(number) == "checking"
    assert matters.seen_by_visitors(number) is None
    assert not matters.in_public_list(number)
    assert [item["excerpt"] for item in nearby(NEARBY, None) if item["number"] == number] == [None]


def test_a_passed_text_is_shown_to_everybody(matters, look):
    number = matters.shown("三单元楼道灯不亮")
    look()

    assert matters.publicity(number) == "shown"
    assert matters.seen_by_visitors(number)["text"] == "三单元楼道灯不亮"
    assert matters.in_public_list(number)


@pytest.mark.parametrize(("text", "why"), [(RISKY, Why.RISKY), (DOUBTFUL, Why.REVIEW)])
def test_what_the_platform_doubts_is_held_for_a_person(matters, look, nothing_sent, text, why):
    number = matters.shown(text)
    with nothing_sent():
        look()

    assert (matters.publicity(number), matters.check(number).why) == ("held", why)
    assert matters.seen_by_visitors(number) is None


@pytest.mark.parametrize("trouble", [None, Busy(-1), Misuse(47003)])
def test_the_complaint_goes_its_way_whatever_the_platform_says(matters, look, platform, life, trouble):
    quiet = life.ticket(life.submit(text=RISKY))
    if trouble:
        platform.fail_next(trouble)
    loud = matters.shown(RISKY)
    look()

    ticket = life.ticket(loud)
    assert (ticket.state, ticket.queue, ticket.claim_by, ticket.version) == (
        State.QUEUED, quiet.queue, quiet.claim_by, quiet.version)
    assert feedback.claim(loud, by=matters.people.wang).state is State.CLAIMED


def test_a_matter_that_is_not_public_is_never_asked_about(life, look, platform, matters):
    number = life.submit(text=RISKY)

    assert (look(), platform.asked, matters.publicity(number)) == (0, [], "none")


def test_text_and_nickname_are_asked_about_as_for_a_forum(matters, look, platform):
    matters.shown("三单元楼道灯不亮")
    look()

    assert platform.asked == [("demo:resident-li", "三单元楼道灯不亮", Scene.FORUM, matters.people.li.display_name)]


def test_a_public_submit_costs_one_statement_more(life, matters, statements):
    life.submit()
    pictures = [matters.picture() for _ in range(4)]
    with statements() as quiet:
        life.submit(photos=pictures[:2])
    with statements() as loud:
        life.submit(photos=pictures[2:], public=True)

    assert len(loud) == len(quiet) + 1


def test_what_is_rolled_back_is_not_checked(matters, life, look, platform):
    with pytest.raises(ZeroDivisionError), atomic():
        matters.shown()
        raise ZeroDivisionError

    assert (look(), matters.checks()) == (0, [])


@pytest.mark.parametrize(("error", "why"), [
    (NotRecent(61010), Why.NOT_RECENT), (Refused(40226), Why.REFUSED), (Misuse(47003), Why.MISUSE)])
def test_whom_the_platform_does_not_check_a_person_looks_at(matters, look, platform, error, why):
    platform.fail_next(error)
    number = matters.shown()
    look()

    assert (matters.publicity(number), matters.check(number).why) == ("held", why)


def test_who_has_no_openid_is_looked_at_by_a_person(matters, look, life, platform):
    newcomer = life.newcomers(1)[0]
    number = feedback.submit(by=newcomer, text="路灯不亮", place_code=NEARBY, public=True).number
    look()

    assert (matters.publicity(number), matters.check(number).why, platform.asked) == ("held", Why.NO_OPENID, [])


def test_a_platform_that_is_down_is_asked_again_later(matters, look, platform, wait):
    platform.fail_next(Busy(-1))
    number = matters.shown()
    look()
    assert (matters.publicity(number), matters.check(number).state) == ("checking", CheckState.WAITING)
    assert look() == 0

    wait(minutes=1)
    look()
    assert matters.publicity(number) == "shown"


@pytest.mark.parametrize("error", [Busy(-1), Misconfigured(40125)])
def test_it_is_asked_for_three_days_and_then_a_person_looks(matters, look, platform, wait, error):
    number = matters.shown()
    platform.fail_next(error, times=500)
    for _ in range(71):
        look()
        wait(hours=1)
    assert matters.publicity(number) == "checking"

    wait(hours=2)
    look()
    assert (matters.publicity(number), matters.check(number).why) == ("held", Why.NO_ANSWER)


def test_after_three_days_all_that_waits_is_put_before_a_person_at_once(matters, look, platform, wait):
    numbers = [matters.shown() for _ in range(3)]
    platform.fail_next(Busy(-1))
    wait(hours=73)
    look()

    assert ([matters.publicity(number) for number in numbers], len(platform.asked)) == (["held"] * 3, 1)


def test_a_platform_that_is_down_is_not_asked_about_all_that_waits(matters, look, platform):
    numbers = [matters.shown() for _ in range(3)]
    platform.fail_next(Busy(-1))
    look()

    assert len(platform.asked) == 1
    look()
    assert [matters.publicity(number) for number in numbers] == ["checking", "shown", "shown"]


def test_an_accident_of_ours_stops_nothing_else(matters, look, platform):
    platform.fail_next(ValueError("text of a resident"))
    first, second = matters.shown(), matters.shown()
    look()

    assert [matters.publicity(number) for number in (first, second)] == ["checking", "shown"]
    assert matters.check(first).last_error == "ValueError"


def test_a_check_its_workers_die_on_ends_with_a_person(matters, look, platform, wait):
    number, platform.meanwhile = matters.shown(), _die
    for _ in range(8):
        with pytest.raises(SystemExit):
            look()
        wait(hours=12)
    assert matters.publicity(number) == "checking"

    look()
    assert matters.check(number).why is Why.NO_ANSWER


def test_who_dies_between_asking_and_settling_leaves_it_to_be_asked_again(matters, look, platform, wait):
    number, platform.meanwhile = matters.shown(), _die
    with pytest.raises(SystemExit):
        look()
    platform.meanwhile = None
    assert look() == 0

    wait(minutes=2)
    look()
    assert (matters.publicity(number), len(platform.asked)) == ("shown", 2)


def test_who_has_lost_his_lease_settles_nothing(matters, look, platform, wait):
    number = matters.shown()

    def another_worker_is_told_otherwise():
        platform.meanwhile = None
        wait(minutes=2)
        platform.fail_next(NotRecent(61010))
        look()
    platform.meanwhile = another_worker_is_told_otherwise
    look()

    assert (matters.publicity(number), matters.check(number).why) == ("held", Why.NOT_RECENT)


def test_the_platform_is_never_asked_inside_a_transaction(matters, look):
    matters.shown()

    with pytest.raises(RuntimeError), atomic():
        look()


def _die():
    raise SystemExit
