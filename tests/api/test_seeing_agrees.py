"""What a person finds in lists, opens, counts and sees in pictures is one and the same set of tickets."""

import pytest

from tests.api.journeys import PEOPLE, SHORT

STAGES = ("answered", "rated", "spoken_for", "queued", "community", "public", "told_to_all", "reviewing", "anonymous",
          "asking", "suspended", "pictured", "forwarded", "merged", "claimed")
OWN_VIEWS = ("mine", "queue", "place")
MOST_IN_HAND = 5
NAMES = [*SHORT, "somebody"]


@pytest.fixture
def world(journeys, town):
    """A ticket of every stage at home and away, one in a courtyard, and one that qian supports."""
    made = {(stage, where): getattr(journeys, stage)(where) for where in PEOPLE for stage in STAGES}
    journeys.numbers_made = {scene[key] for scene in made.values() for key in ("number", "into") if key in scene}
    journeys.photos = {made["pictured", where]["photo_id"]: made["pictured", where]["number"] for where in PEOPLE}
    journeys.numbers_made.add(journeys.submit(by="hu", place_code=town.place("courtyard_1").code))
    journeys.supported = made["claimed", "home"]["number"]
    journeys.must("qian", "POST", f"/tickets/{journeys.supported}/support", {})
    return journeys


def _listed(world, name, query):
    """Every number of a list, page by page."""
    found, path = [], f"/tickets?{query}&limit=4"
    while path:
        page = world.must(name, "GET", path)
        found += page["items"]
        path = page["next"] and page["next"].removeprefix("/api/v1")
    return found


def _numbers(world, name, *views):
    return {item["number"] for view in views for item in _listed(world, name, f"view={view}")}


def _opened(world, name):
    """What he opens, by number."""
    answers = {number: world.send(name, "GET", f"/tickets/{number}") for number in world.numbers_made}
    assert {answer.status_code for answer in answers.values()} <= {200, 401 if name == "stranger" else 404}
    return {number: answer.json for number, answer in answers.items() if answer.status_code == 200}


def test_what_is_opened_is_what_some_list_holds(world):
    for name in NAMES:
        known = _numbers(world, name, *OWN_VIEWS, "public") | ({world.supported} if name == "qian" else set())

        assert set(_opened(world, name)) == known & world.numbers_made, name


def test_a_stranger_opens_the_public_ones_alone(world):
    assert set(_opened(world, "stranger")) == _numbers(world, "stranger", "public") & world.numbers_made


def test_only_the_lists_of_ones_own_open_a_ticket_in_full(world):
    for name in NAMES:
        own, opened = _numbers(world, name, *OWN_VIEWS), _opened(world, name)
        outlines = [ticket for number, ticket in opened.items() if number not in own]

        assert all(opened[number]["text"] for number in own & set(opened)), name
        assert [(ticket["reporter"], ticket["holder"], ticket["route"], ticket["coordinates"],
                 [step["actor"] for step in ticket["timeline"] if step["actor"]]) for ticket in outlines] == [
            (None, None, None, None, [])] * len(outlines), name


def test_an_outline_has_a_text_only_when_its_reporter_made_it_public(world):
    outline = world.must("qian", "GET", f"/tickets/{world.supported}")

    assert (outline["text"], [step["text"] for step in outline["timeline"] if step["text"]]) == (None, [])


def test_counts_are_the_counts_of_the_lists(world):
    for name in NAMES:
        display = world.must(name, "GET", "/me")["display_name"]
        held = [item for item in _listed(world, name, "view=mine")
                if item["holder"] == display and item["state"] != "closed"]
        for counted in world.must(name, "GET", "/queues")["items"]:
            waiting = _listed(world, name, f"view=queue&queue={counted['queue']}")

            assert (counted["waiting"], counted["overdue"], counted["mine"]) == (
                len(waiting), sum(item["overdue"] for item in waiting),
                sum(item["queue"] == counted["queue"] for item in held)), (name, counted["queue"])


def test_what_may_be_claimed_is_what_the_queue_shows_to_who_has_room_in_hand(world):
    for name in NAMES:
        claimable = {number for number, ticket in _opened(world, name).items() if "claim" in ticket["permitted"]}

        in_hand = [item for item in _listed(world, name, "view=holding")
                   if item["state"] in ("claimed", "asking", "suspended")]
        room = len(in_hand) < MOST_IN_HAND
        assert claimable == (_numbers(world, name, "queue") if room else set()), name


def test_pictures_open_with_their_ticket_and_never_without(world):
    for name in [*NAMES, "stranger"]:
        opened = _opened(world, name)
        shown = {photo["id"] for ticket in opened.values() for photo in ticket["photos"]}
        readable = {photo_id for photo_id in world.photos
                    if world.send(name, "GET", f"/photos/{photo_id}").status_code == 200}

        assert readable == shown, name


def test_an_outside_reader_of_a_public_ticket_learns_no_name(world):
    (item,) = [item for item in _listed(world, "stranger", "view=public") if item["place"]["level"] == "compound"]
    text = world.send("stranger", "GET", f"/tickets/{item['number']}").text

    assert not [secret for secret in ("李", "19000000001", "190****0001") if secret in text]


def test_neighbours_see_what_is_open_nearby_without_its_words(world, town):
    items = world.must("chen", "GET", f"/tickets/nearby?place={town.place('compound').code}")["items"]
    public = {number for number, ticket in _opened(world, "stranger").items() if ticket["public"]}

    assert items
    assert {item["number"] for item in items if item["excerpt"]} <= public
    assert {frozenset(item) for item in items} == {frozenset({
        "number", "state", "place", "category", "excerpt", "reported_on", "support_count"})}
