"""The session of a page: who acts in it, how it lives on while it is used, and whom a demonstration page offers."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts import actions
from service.accounts.models import SignIn
from service.core import clock
from service.core.database import db
from service.core.errors import Unauthorized
from service.organization.actions import grants
from service.organization.models import Role
from service.organization.queries.people import actor_of_sign_in, demonstration_people


@pytest.fixture
def morning():
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        yield traveller


def _come_in(name):
    signed_in = actions.sign_in_with_wechat(f"demo:{name}")
    return signed_in, actor_of_sign_in(signed_in.session_id, signed_in.account_id)


def _until(signed_in):
    return db.session.scalar(sa.select(SignIn.expires_at).where(SignIn.id == signed_in.session_id))


def test_a_page_knows_the_person_by_his_session(town):
    signed_in, actor = _come_in("worker-zhang")

    assert actor == replace(town.actor("worker-zhang"), session_id=signed_in.session_id)
    assert signed_in.expires_at == _until(signed_in)


def test_a_session_is_nobody_elses(town):
    signed_in, _ = _come_in("worker-zhang")

    with pytest.raises(Unauthorized) as refusal:
        actor_of_sign_in(signed_in.session_id, town.account("resident-li").id)

    assert refusal.value.code == "signed_out"


@pytest.mark.parametrize(("name", "life"), [("worker-zhang", timedelta(hours=8)), ("resident-li", timedelta(days=30))])
def test_a_page_that_is_used_lives_on(town, morning, name, life):
    signed_in, actor = _come_in(name)
    morning.shift(timedelta(hours=7))

    assert actions.prolong(by=actor) == clock.now() + life == _until(signed_in)


def test_within_an_hour_nothing_is_written(town, morning, statements):
    signed_in, actor = _come_in("worker-zhang")
    morning.shift(timedelta(minutes=59))

    with statements() as sent:
        until = actions.prolong(by=actor)

    assert until == signed_in.expires_at and not [one for one in sent if not one.startswith("SELECT")]


def test_an_hour_later_it_is_written_once(town, morning, statements):
    _, actor = _come_in("worker-zhang")
    morning.shift(timedelta(hours=1))

    with statements() as sent:
        for _ in range(3):
            actions.prolong(by=actor)

    assert sum(one.startswith("UPDATE sign_ins") for one in sent) == 1


def test_who_has_become_staff_has_a_short_session_at_once(town, morning):
    signed_in, actor = _come_in("resident-li")
    grants.grant(Role.COMMUNITY_WORKER, actor.account_id, town.place("community"), by=town.actor("admin-zheng"))

    assert actions.prolong(by=actor) == clock.now() + timedelta(hours=8) == _until(signed_in)


def test_a_session_that_is_over_is_not_prolonged(town, morning):
    _, actor = _come_in("worker-zhang")
    morning.shift(timedelta(hours=8, minutes=1))

    with pytest.raises(Unauthorized) as refusal:
        actions.prolong(by=actor)

    assert refusal.value.code == "signed_out"


def test_a_session_that_was_ended_is_not_prolonged(town):
    _, actor = _come_in("worker-zhang")
    actions.sign_out(by=actor)

    with pytest.raises(Unauthorized):
        actions.prolong(by=actor)


def test_nobody_without_a_session_prolongs_one(town):
    with pytest.raises(Unauthorized):
        actions.prolong(by=town.actor("worker-zhang"))


def test_the_refresh_token_of_a_prolonged_session_stays_good(town, morning):
    signed_in, actor = _come_in("worker-zhang")
    morning.shift(timedelta(hours=2))
    actions.prolong(by=actor)

    assert actions.refresh(signed_in.tokens.refresh_token).session_id == signed_in.session_id


def test_a_demonstration_page_offers_the_people_of_the_town(town):
    actions.sign_in_with_wechat("new:somebody")

    offered = {one.code: one for one in demonstration_people()}

    assert all(code.startswith("demo:") for code in offered)
    assert offered["demo:resident-li"].roles == ()
    assert offered["demo:worker-zhang"].roles == ((Role.COMMUNITY_WORKER, town.place("community").name),)


def test_in_production_nobody_is_offered(town, app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMONSTRATION", False)

    assert demonstration_people() == []
