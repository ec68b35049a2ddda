"""A picture is shown to everybody once a verdict on it has come, whenever that is; its own people see it at once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.feedback.queries import lists, showing
from service.media import queries as photos
from service.screening import actions
from service.screening.models import CheckState, PictureTrace, Why
from service.wechat.answers import Suggestion, Verdict
from service.wechat.errors import Busy
from tests.screening.conftest import visitor_sees


@pytest.fixture
def asked(matters, look):
    """A public matter with two pictures, all asked about: its number and the pictures' ids."""
    number, ids = matters.pictured(count=2)
    look()
    return number, ids


def _public_pictures(matters, number):
    return [photo["id"] for photo in matters.seen_by_visitors(number)["photos"]]


def test_each_picture_is_shown_when_it_has_passed(matters, asked):
    number, (first, second) = asked
    assert (matters.publicity(number), _public_pictures(matters, number)) == ("shown", [])

    matters.judged(first, "pass")
    assert _public_pictures(matters, number) == [first]
    assert (visitor_sees(first), visitor_sees(second)) == (True, False)


@pytest.mark.parametrize("opinion", ["risky", "review"])
def test_a_doubtful_picture_is_held_and_the_rest_is_shown(matters, asked, opinion):
    number, (first, second) = asked
    matters.judged(first, opinion, 20002)
    matters.judged(second, "pass")

    assert matters.publicity(number) == "shown"
    assert (_public_pictures(matters, number), visitor_sees(first)) == ([second], False)
    assert matters.listed() == [matters.checks(photo_id=first)[0].id]


def test_a_list_for_everybody_counts_the_pictures_everybody_may_see(matters, asked):
    number, (first, second) = asked
    matters.judged(first, "risky", 20002)
    matters.judged(second, "pass")
    quiet = matters.life.submit(photos=[matters.picture()])

    counts = {item["number"]: item["photo_count"] for item in lists.tickets(None, view="public").items}
    assert (counts[number], counts.get(quiet, 0)) == (1, 0)


def test_its_own_people_see_every_picture_at_once(matters):
    number, ids = matters.pictured(count=2)

    for person in (matters.people.li, matters.people.zhang):
        assert [photo["id"] for photo in showing.seen_by(number, person)["photos"]] == ids
        assert photos.photo(ids[0], person).id == ids[0]


def test_a_passed_picture_of_what_is_not_shown_is_seen_by_nobody_else(matters, look):
    number, (photo_id,) = matters.pictured(text="楼下贴了测试违规的纸")
    look()
    matters.judged(photo_id, "pass")

    assert matters.publicity(number) == "held"
    assert not visitor_sees(photo_id)


def test_the_link_is_whole_and_lives_for_half_an_hour(matters, look, platform, client, app, wait):
    app.config["PUBLIC_URL"] = "https://mashang.example/"
    _, (photo_id,) = matters.pictured()
    look()
    url = next(question[1] for question in platform.asked if photo_id in question[1])
    expires = int(parse_qs(urlsplit(url).query)["expires"][0])

    assert url.startswith(f"https://mashang.example/api/v1/photos/{photo_id}/picture?")
    assert expires - clock.now().timestamp() >= 30 * 60
    wait(minutes=35)
    assert client.get(url.removeprefix("https://mashang.example")).status_code == 200


def test_every_other_link_still_lives_ten_minutes(matters, client, wait):
    url = showing.seen_by(matters.pictured()[0], matters.people.li)["photos"][0]["url"]

    wait(minutes=10 + clock.APART / timedelta(minutes=1), seconds=1)
    assert client.get(url).status_code == 403


def test_a_verdict_may_come_twice(matters, asked):
    number, (first, _) = asked
    matters.judged(first, "pass")
    version = matters.checks(photo_id=first)[0].version
    actions.judge(matters.trace(first), Verdict(Suggestion.PASS))
    actions.judge(matters.trace(first), Verdict(Suggestion.RISKY))

    assert (matters.checks(photo_id=first)[0].version, visitor_sees(first)) == (version, True)


@pytest.mark.parametrize(("opinion", "is_seen"), [("pass", True), ("risky", False)])
def test_a_verdict_may_come_before_we_know_its_name(matters, look, platform, opinion, is_seen):
    """The platform pushes while we are still writing down what we asked."""
    platform.hasty = opinion
    _, (photo_id,) = matters.pictured()
    look()

    assert visitor_sees(photo_id) is is_seen
    assert matters.checks(photo_id=photo_id)[0].state is (CheckState.PASSED if is_seen else CheckState.HELD)


def test_a_verdict_on_nothing_of_ours_is_kept_for_a_month(town, wait, frozen):
    actions.judge("nobody's", Verdict(Suggestion.PASS))
    assert actions.forget_traces() == 0

    wait(days=31)
    assert actions.forget_traces() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PictureTrace)) == 0


def test_a_verdict_that_never_comes_leaves_it_to_a_person(matters, asked, look, wait):
    _, (first, _) = asked
    wait(hours=23)
    assert look() == 0

    wait(hours=2)
    look()
    assert (matters.checks(photo_id=first)[0].why, visitor_sees(first)) == (Why.NO_VERDICT, False)


def test_a_verdict_that_comes_late_spares_the_person_his_work(matters, asked, look, wait):
    _, (first, second) = asked
    wait(hours=25)
    look()
    matters.judged(first, "pass")
    matters.judged(second, "risky", 20002)

    assert matters.listed() == [matters.checks(photo_id=second)[0].id]
    assert (visitor_sees(first), matters.checks(photo_id=second)[0].why) == (True, Why.RISKY)


def test_a_picture_is_asked_about_again_when_the_platform_was_down(matters, look, platform, wait):
    number, (photo_id,) = matters.pictured()
    platform.fail_next(Busy(-1), times=1)
    look()
    assert matters.checks(photo_id=photo_id)[0].state is CheckState.WAITING

    wait(minutes=2)
    look()
    assert matters.checks(photo_id=photo_id)[0].next_try_at == clock.now() + timedelta(hours=24)


def test_a_picture_asked_about_twice_passes_by_either_name(matters, look, platform, wait):
    _, (photo_id,) = matters.pictured()
    number = iter(range(9))

    def die_after_the_text():
        if next(number) == 1:
            raise SystemExit
    platform.meanwhile = die_after_the_text
    with pytest.raises(SystemExit):
        look()
    wait(minutes=2)
    look()

    matters.judged(photo_id, "pass")
    assert visitor_sees(photo_id)


def test_only_reviewers_find_the_picture_in_the_review(matters, asked, client, town):
    _, (first, _) = asked
    matters.judged(first, "risky", 20002)
    check_id = matters.checks(photo_id=first)[0].id

    shown = client.get(f"/api/v1/reviews/{check_id}", headers=town.sign_in("worker-zhang")).json
    assert (shown["kind"], shown["what"], shown["why_in_words"]) == ("picture", "诉求照片", "平台判定可能违规：色情")
    assert client.get(shown["picture"]["thumbnail_url"]).status_code == 200
