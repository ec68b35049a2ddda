"""`If-Match` as RFC 9110, section 13.1.1, has it: a tag that was never given is stale, what is no tag is malformed."""

import pytest

NEVER_GIVEN = ['"x"', '""', '"3"', '"v"', '"v03"', '"v-1"', '"V1"', '"v1.0"', '"a,b"', '"v999999999999"', '"§"',
               'W/"x"', '"a", "b"', '"a" ,, W/"b",']
PRESENT = ['"v{now}"', '"x", "v{now}"', '"v{now}","x"', 'W/"v{now}", "v{now}"', ' "v{now}" ,', '*', ' * ']
OLD = ['W/"v{now}"', '"v{old}"', '"v{old}", "x"', '"v{old}", W/"v{now}"']
MALFORMED = ["v1", '"v1', 'v1"', "'v1'", 'w/"v1"', 'W/ "v1"', 'W/v1', '"v1" "v2"', '"v1"; "v2"', '*, "v1"', "**",
             '"a b"', '"v1"x']


@pytest.fixture
def contact(journeys):
    """The holder writes a contact down, naming what he saw; `{now}` is the version as it is."""
    number = journeys.claimed("home")["number"]
    now = journeys.send("wang", "GET", f"/tickets/{number}").json["version"]

    def send(tag):
        return journeys.send("wang", "POST", f"/tickets/{number}/contact", {"method": "visit", "reached": True},
                             If_Match=tag.format(now=now, old=now - 1))
    return send


@pytest.mark.parametrize("tag", NEVER_GIVEN + OLD)
def test_a_tag_that_does_not_match_is_stale(contact, tag):
    answer = contact(tag)

    assert (answer.status_code, answer.json["code"]) == (412, "stale")
    assert answer.json["version"] > 0


@pytest.mark.parametrize("tag", PRESENT)
def test_one_tag_that_matches_is_enough(contact, tag):
    assert contact(tag).status_code == 201


@pytest.mark.parametrize("tag", MALFORMED)
def test_what_is_no_list_of_tags_is_malformed(contact, tag):
    answer = contact(tag)

    assert (answer.status_code, answer.json["code"]) == (400, "bad_if_match")


def test_a_list_without_end_is_read_in_one_pass(contact):
    assert contact(",".join(['"x"'] * 2000)).status_code == 412


def test_any_version_is_none_of_what_is_not_there(journeys):
    code = journeys.town.place("compound").code
    path, where = f"/places/{code}/position", {"lat": 29.85, "lng": 107.07, "coord_type": "wgs84"}

    first = journeys.send("zheng", "PUT", path, where, If_Match="*")
    journeys.must("zheng", "PUT", path, where)

    assert (first.status_code, first.json["version"]) == (412, 0)
    assert journeys.send("zheng", "PUT", path, where, If_Match="*").status_code == 200


def test_what_has_no_versions_gave_no_tag(journeys):
    """A grant is there or not; whoever asks for a version of it has seen something else."""
    path = f"/grants/{journeys.granted('home')['grant_id']}"

    assert journeys.send("wu", "DELETE", path, If_Match='"v1"').status_code == 412
    assert journeys.send("wu", "DELETE", path, If_Match="none").status_code == 400
    assert journeys.send("wu", "DELETE", path, If_Match="*").status_code == 204
