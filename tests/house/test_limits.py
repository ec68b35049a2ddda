"""Whatever writes is counted, by the API and by pages alike, unless it says why not."""

import re

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

import config
from service.core.http import limits
from tests.web.browsing import Page, values_of

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
UNLIMITED = {"people.sign_out", "web.signing_in.sign_out", "wechat.receive"}
NOBODY = "00000000-0000-4000-8000-000000000000"


def _writing(app):
    return {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.methods & WRITES}


def _said(app, name):
    return {endpoint: app.view_functions[endpoint].declares[name] for endpoint in _writing(app)
            if name in app.view_functions[endpoint].declares}


def _filled(rule):
    """A path of this route, of things that are not there."""
    def value(converter):
        if isinstance(converter, AnyConverter):
            return sorted(converter.items)[0]
        return {IntegerConverter: 1, UUIDConverter: NOBODY}.get(type(converter), "none")
    values = {name: value(converter) for name, converter in rule._converters.items()}
    return rule.build(values | (rule.defaults or {}))[1]


@pytest.fixture
def spent(app, client, town):
    """One act an hour, which li has done, and so has everybody at his address who is not known."""
    app.config["RATE_LIMITS_ENABLED"] = True
    app.config["RATE_LIMITS"] = {"act.account": "1/hour", "act.address": "1/hour"}
    with client.session_transaction() as session:
        session.update(town.page_session("resident-li"))
    form = values_of(_page(client, "/me").form("/me/name"))
    app.extensions["limits"].hit(*limits.parts("1/hour"), f"act.account:{town.account('resident-li').id}")
    app.extensions["limits"].hit(*limits.parts("1/hour"), "act.address:127.0.0.1")
    return {name: value for name, value in form if name == "_csrf"}


def _page(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    return Page(answer.status_code, path, answer.headers, answer.get_data())


def _answers(app, client, town, form, endpoints):
    """What these routes answer to who has done too much already."""
    headers, found = town.signed_in("resident-li"), {}
    for endpoint in endpoints:
        rule = _writing(app)[endpoint]
        (method,), path = rule.methods & WRITES, _filled(rule)
        found[endpoint] = client.open(path, method=method, data=form, headers={"Accept": "text/html"}) if (
            endpoint.startswith("web.")) else client.open(path, method=method, json={}, headers=headers)
    return found


def test_whatever_writes_counts_as_an_act_where_it_does_not_say_as_what(app, client, town, spent):
    silent = set(_writing(app)) - set(_said(app, "limits")) - UNLIMITED

    answers = _answers(app, client, town, spent, silent)

    assert len(silent) > 250
    assert {endpoint: answer.status_code for endpoint, answer in answers.items() if answer.status_code != 429} == {}


def test_these_are_not_counted_and_say_why(app):
    reasons = _said(app, "unlimited")

    assert set(reasons) == UNLIMITED and all(len(reason) > 20 for reason in reasons.values())


def test_every_limit_a_route_names_has_its_number_and_every_number_its_route(app):
    named = {name for view in app.view_functions.values() for name in getattr(view, "declares", {}).get("limits", ())}

    assert named | {"act.account", "act.address"} == set(config.RATE_LIMITS)


def test_a_person_brings_so_many_photos_a_day_and_no_more():
    assert re.search(r"\d/day", config.RATE_LIMITS["photo.account"])
