"""Without a token nobody learns which numbers there are: what not everybody may see and what is not there are alike."""

import pytest

from tests.api.journeys import V1

SAYS_WHICH_REQUEST = "X-Request-ID"
NOWHERE = {"tickets": ("20260101-000000-0", "20260930-999998-1", "x", "20260930"), "photos": ("0" * 32, "x"),
           "party-mass-days": (987_654_321,)}


@pytest.fixture
def unseen(journeys):
    """Paths of things that are there and not for everybody: every state of a ticket, and pictures."""
    stages = ("queued", "claimed", "answered", "rated", "reviewing", "forwarded", "merged", "public")
    numbers = [getattr(journeys, stage)("home")["number"] for stage in stages]
    photos = [getattr(journeys, stage)("home")["photo_id"] for stage in ("loose", "pictured")]
    return [f"/tickets/{number}" for number in numbers] + [f"/photos/{photo}" for photo in photos]


def _word(answer):
    headers = {name: value for name, value in answer.headers if name != SAYS_WHICH_REQUEST}
    return answer.status_code, answer.data, headers


def test_a_number_that_is_not_for_everybody_and_one_that_is_none_are_alike(journeys, unseen):
    none = [f"/{kind}/{name}" for kind, names in NOWHERE.items() for name in names]
    answers = {path: _word(journeys.send("stranger", "GET", path)) for path in unseen + none}
    first = next(iter(answers.values()))

    assert first[0] == 401
    assert [path for path, word in answers.items() if word != first] == []


def test_no_verb_tells_a_stranger_either(journeys, unseen):
    known, unknown = unseen[0], "/tickets/20260101-000000-0"

    for verb in ("claim", "reply", "rating", "support"):
        first, second = (_word(journeys.send("stranger", "POST", f"{path}/{verb}", {})) for path in (known, unknown))
        assert (first[0], first) == (401, second), verb


def test_what_everybody_may_see_is_shown_without_a_token(journeys):
    number = journeys.told_to_all("home")["number"]

    assert journeys.send("stranger", "GET", f"/tickets/{number}").status_code == 200


def test_who_has_signed_in_still_hears_that_there_is_none(journeys):
    assert journeys.send("chen", "GET", "/tickets/20260101-000000-0").status_code == 404


def test_what_is_near_a_place_is_for_the_signed_in_whether_the_place_is_known_or_not(client):
    answers = [client.get(f"{V1}/tickets/nearby?place={place}&category=facilities.lamp")
               for place in ("999999", "500115001009-01-01")]

    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [(401, answers[0].json["code"])] * 2
