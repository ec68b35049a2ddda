"""Saying "me too" on a page: by whom, taken back, and what one reads of it afterwards."""

import pytest

from service.feedback import actions
from tests.feedback.conftest import Life, People
from tests.looking import everything_is_looked_at


@pytest.fixture
def people(town):
    """The cast by surname."""
    return People(town)


@pytest.fixture
def life(people):
    """Tickets and their lives, at the present time."""
    return Life(people)


def test_me_too_is_taken_back_again(visit, life):
    number = life.submit(by="chen", public=True)
    everything_is_looked_at()
    visitor = visit("resident-li")

    visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/support")
    counted = life.ticket(number).support_count
    visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/support/withdrawal")

    assert (counted, life.ticket(number).support_count) == (1, 0)


def test_who_has_not_proved_his_phone_is_told_how_when_he_says_me_too(visit, life):
    number = life.submit(public=True)
    everything_is_looked_at()
    visitor = visit("resident-chen")

    refused = visitor.submit(visitor.get(f"/tickets/{number}"), f"/tickets/{number}/support")

    assert (refused.status, refused.problem) == (403, "verify_phone_first")
    assert "点“我的”，再点“手机号”" in refused.text
    assert life.ticket(number).support_count == 0


def test_a_supporter_reads_the_public_note_and_is_not_asked_to_rate(visit, life, people):
    number = life.submit(text="501的李阿姨家漏水")
    actions.support(number, by=people.hu)
    life.answer(number, text="给501李阿姨修好了", public_note="水管已经换好。")
    everything_is_looked_at()

    page = visit("lead-hu").get(f"/tickets/{number}")

    assert "水管已经换好。" in page.text and "请您评价" not in page.text
    assert not [word for word in ("501", "李阿姨", "漏水") if word in page.text]
