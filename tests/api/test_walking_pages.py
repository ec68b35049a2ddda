"""Lists by pages: everything once, though others write meanwhile; a page costs the same however long it is."""

import pytest

from tests.api.journeys import V1

MOST = 30  # pages, so that a list that never ends is noticed


@pytest.fixture
def tickets(journeys):
    """Nine tickets of resident-li's that wait in the members' queue, in the order they came."""
    return [journeys.submit("home") for _ in range(9)]


def _walk(journeys, name, path, meanwhile=lambda: None):
    """Every item of a list, following `next` as it was given."""
    found, url = [], V1 + path
    for _ in range(MOST):
        answer = journeys.client.get(url, headers=journeys.headers(name))
        assert answer.status_code == 200, answer.text
        found += answer.json["items"]
        url = answer.json["next"]
        if url is None:
            return found
        meanwhile()
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(("name", "query"), [("li", "view=mine"), ("zhang", "view=place"), ("wang", "view=queue"),
                                             ("wang", "view=queue&queue=party_member&overdue=false"),
                                             ("zhang", "view=place&q=%E7%81%AF%E4%B8%8D%E4%BA%AE&state=queued")])
def test_a_list_is_walked_once_while_others_write(journeys, tickets, name, query):
    items = _walk(journeys, name, f"/tickets?{query}&limit=2", lambda: journeys.submit("home"))
    seen = [item["number"] for item in items]

    assert len(seen) == len(set(seen))
    assert set(tickets) <= set(seen)


def test_the_newest_come_first_and_the_most_urgent_wait_in_front(journeys, tickets):
    urgent = journeys.submit("home", urgency="urgent")
    mine = [item["number"] for item in _walk(journeys, "li", "/tickets?view=mine&limit=3")]
    waiting = [item["number"] for item in _walk(journeys, "wang", "/tickets?view=queue&limit=3")]

    assert mine == [urgent, *reversed(tickets)]
    assert waiting == [urgent, *tickets]


def test_what_was_taken_meanwhile_leaves_the_rest_in_place(journeys, tickets):
    def take():
        if tickets[-1] not in taken:
            journeys.must("zhao", "POST", f"/tickets/{tickets[-1]}/claim", {})
            taken.append(tickets[-1])
    taken = []

    seen = [item["number"] for item in _walk(journeys, "wang", "/tickets?view=queue&limit=4", take)]

    assert seen == tickets[:-1]


@pytest.mark.parametrize(("name", "path", "key"), [
    ("zheng", "/places?parent=500115&limit=7", "code"), ("zheng", "/grants?place=500115&limit=4", "id"),
    ("li", "/me/inbox?limit=3", "id"), ("zheng", "/routing-rules?limit=5", "rule_id"),
    ("zhang", "/places/500115001009/codes?limit=1", "token"), ("stranger", "/places?level=community&limit=20", "code")])
def test_every_other_list_is_walked_once_too(journeys, tickets, name, path, key):
    whole = journeys.must(name, "GET", path.rpartition("limit=")[0] + "limit=100")["items"]

    walked = [item[key] for item in _walk(journeys, name, path)]

    assert walked == [item[key] for item in whole]
    assert len(set(walked)) == len(walked) > 3


def test_a_whole_last_page_has_no_next(journeys, tickets):
    assert journeys.must("li", "GET", f"/tickets?limit={len(tickets)}")["next"] is None


def test_a_page_of_any_length_costs_four_statements(journeys, statements):
    for _ in range(25):
        journeys.submit("home")
    journeys.headers("wang")
    for limit in (1, 20, 100):
        with statements() as sent:
            answer = journeys.send("wang", "GET", f"/tickets?view=queue&limit={limit}")

        assert (len(answer.json["items"]), len(sent) <= 4) == (min(limit, 25), True), (limit, sent)


def test_submitting_costs_ten_statements_and_claiming_eleven(journeys, town, statements):
    number, place = journeys.submit("home"), town.place("compound").code
    journeys.headers("wang")
    with statements() as submitting:
        journeys.must("li", "POST", "/tickets", {"text": "楼道灯不亮", "place_code": place})
    with statements() as claiming:
        journeys.must("wang", "POST", f"/tickets/{number}/claim", {})

    assert len(submitting) <= 10, submitting
    assert len(claiming) <= 11, claiming  # two of them: what stands in the way of his next step
