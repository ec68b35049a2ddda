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
ASKED = ("view=place&q=收红包", "view=queue", "view=objections", "view=place&format=csv", "format=csv", "place={place}",
         "place={place}&month=2026-03")
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


def _read(client, headers, address):
    answer = client.get(address, headers=headers)
    assert answer.status_code < 500, (address, answer.status_code)
    text = answer.get_data().decode(errors="ignore")
    answer.close()
    return answer.status_code, text


def _told(client, headers, number, place):
    """The addresses whose answers tell of it; what is there at all is asked for all it may be asked for. A refusal may
    repeat the number it was asked for."""
    asked, told = [one.format(place=place) for one in ASKED], set()
    for path in _addresses(client.application, number, place):
        answers = {path: _read(client, headers, path)}
        if answers[path][0] not in (401, 403, 404):
            answers |= {f"{path}?{question}": _read(client, headers, f"{path}?{question}") for question in asked}
        told |= {address for address, (status, text) in answers.items()
                 if MARK in text or (status < 400 and number in text)}
    return told


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
    _, number, _ = accusations[1]
    browser, headers = _page_visitor(client, town, "supervisor-wu"), town.sign_in("supervisor-wu")

    for address in (f"/api/v1/tickets/{number}", f"/desk/tickets/{number}", "/desk", "/api/v1/tickets?view=queue"):
        assert MARK in _read(browser, headers, address)[1], address
