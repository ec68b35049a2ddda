"""What accuses somebody in office is on no page and in no answer of those it accuses: every address is looked at."""

import re

import pytest

from service.feedback import actions
from service.town import cast
from tests.feedback.conftest import frozen, life, people, wait

__all__ = ["frozen", "life", "people", "wait"]

MARK = "红漆大门"
AGAINST_ZHANG = f"社区张蓉在{MARK}前收红包，举报她"
AGAINST_LIN = f"林书记在{MARK}前收红包，举报他"
ASKED = ("q=收红包", "view=place&q=收红包", "view=queue", "view=objections", "view=place&format=csv", "format=csv",
         "reason=x", "place={place}", "place={place}&month=2026-03", "place={place}&format=csv", "month=2026-03")
NAMED = re.compile("<(?:[^:>]+:)?([^>]+)>")
NOT_ASKED = ("/static", "/api/docs", "/health", "/metrics")


@pytest.fixture
def accusations(life, people):
    """Two accusations with everything that can be hung on them: (who must not see it, number, place)."""
    found = []
    for who, text, building, place in (("worker-zhang", AGAINST_ZHANG, "building_1", "community"),
                                       ("secretary-lin", AGAINST_LIN, "courtyard_1", "village")):
        number = life.submit(text=text, category=None, place_code=cast.NICKNAMES[building], public=True)
        found.append((who, number, cast.NICKNAMES[place]))
    _, number, _ = found[0]
    actions.reject(number, by=people.zheng, reason_code="unclear", reason=f"{MARK}没有找到", other_channel="12345")
    actions.object_to(number, by=people.li, text=f"就是{MARK}")
    return found


def _addresses(app, number, place):
    """Every address that is read, with what a path names filled in as far as it can be."""
    known = {"number": number, "code": place, "place": place, "month": "2026-03", "into": number,
             "variant": "picture", "queue": "community"}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.rule.startswith(NOT_ASKED):
            yield NAMED.sub(lambda named: str(known.get(named[1], 1)), rule.rule)


def _answers(client, headers, number, place):
    """Every answer somebody gets, by address; where one wants to be asked for something, it is."""
    asked = [one.format(place=place) for one in ASKED]
    for path in _addresses(client.application, number, place):
        for question in ("", *asked):
            address = f"{path}?{question}" if question else path
            answer = client.get(address, headers=headers)
            assert answer.status_code < 500, (address, answer.status_code)
            yield address, answer.get_data().decode(errors="ignore") if answer.status_code < 400 else ""
            answer.close()


def _told(client, headers, number, place):
    """The addresses whose answers tell of it."""
    return {address for address, text in _answers(client, headers, number, place)
            if number in text or MARK in text}


def _page_visitor(client, town, name):
    browser = client.application.test_client()
    with browser.session_transaction() as session:
        session.update(town.page_session(name))
    return browser


@pytest.mark.parametrize("case", [0, 1], ids=["the worker", "the secretary"])
def test_no_address_tells_the_accused_of_it(client, town, accusations, case):
    who, number, place = accusations[case]
    browser = _page_visitor(client, town, who)

    assert _told(browser, town.sign_in(who), number, place) == set()


def test_the_same_addresses_tell_a_reviewer(client, town, accusations):
    _, number, place = accusations[1]
    told = _told(_page_visitor(client, town, "supervisor-wu"), town.sign_in("supervisor-wu"), number, place)

    assert {f"/api/v1/tickets/{number}", f"/desk/tickets/{number}", "/desk", "/api/v1/tickets?view=queue"} <= told
