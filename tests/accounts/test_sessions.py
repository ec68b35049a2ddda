"""How long a session lives, and how it ends."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts import actions, tokens
from service.accounts.models import SignIn
from service.core import clock
from service.core.database import db
from service.core.errors import Unauthorized
from service.organization.actions import grants
from service.organization.models import Role
from service.organization.queries.people import actor_of_token


def _session_of(signed_in) -> SignIn:
    session_id = tokens.verify_access(signed_in.tokens.access_token).session_id
    return db.session.scalar(sa.select(SignIn).where(SignIn.id == session_id)
                             .execution_options(populate_existing=True))


@pytest.fixture
def morning():
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(("name", "life"), [("worker-zhang", timedelta(hours=8)),
                                            ("member-wang", timedelta(days=30)),
                                            ("resident-li", timedelta(days=30))])
def test_sessions_of_staff_are_short_and_of_everybody_else_long(town, name, life):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False):
        session = _session_of(actions.sign_in_with_wechat(f"demo:{name}"))

        assert session.expires_at == clock.now() + life


def test_a_refresh_gives_a_pair_for_the_same_person(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")

    again = actions.refresh(signed_in.tokens.refresh_token)

    assert actor_of_token(again.tokens.access_token).account_id == signed_in.account_id


def test_a_refresh_counts_the_life_of_the_session_anew(town):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        signed_in = actions.sign_in_with_wechat("demo:worker-zhang")
        traveller.shift(timedelta(hours=7))
        session = _session_of(actions.refresh(signed_in.tokens.refresh_token))

        assert session.expires_at == clock.now() + timedelta(hours=8)


def test_a_session_nobody_refreshed_is_over(town):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        signed_in = actions.sign_in_with_wechat("demo:worker-zhang")
        traveller.shift(timedelta(hours=8, minutes=1))

        with pytest.raises(Unauthorized) as refusal:
            actions.refresh(signed_in.tokens.refresh_token)

    assert refusal.value.code == "token_expired"


def test_who_becomes_staff_has_a_short_session_from_the_next_refresh_on(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    grants.grant(Role.COMMUNITY_WORKER, signed_in.account_id, town.place("community"),
                 by=town.actor("admin-zheng"))

    session = _session_of(actions.refresh(signed_in.tokens.refresh_token))

    assert session.is_staff and session.expires_at < clock.now() + timedelta(hours=9)


def test_a_phone_that_heard_no_answer_gets_the_same_token_again(town, morning):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    lost = actions.refresh(signed_in.tokens.refresh_token)
    morning.shift(119)

    again = actions.refresh(signed_in.tokens.refresh_token)

    assert again.tokens.refresh_token == lost.tokens.refresh_token
    assert actor_of_token(again.tokens.access_token) == actor_of_token(lost.tokens.access_token)
    assert actions.refresh(again.tokens.refresh_token).session_id == signed_in.session_id


def test_no_refresh_token_is_kept(town):
    token = actions.refresh(actions.sign_in_with_wechat("demo:resident-li").tokens.refresh_token).tokens.refresh_token

    kept = db.session.execute(sa.text("SELECT * FROM sign_ins")).all()

    assert not any(part in str(kept) for part in token.split(".")[1:])


def _seconds_later(traveller, signed_in):
    traveller.shift(121)


def _one_more_refresh(_traveller, newer):
    actions.refresh(newer.tokens.refresh_token)


@pytest.mark.parametrize("meanwhile", [_seconds_later, _one_more_refresh])
def test_an_older_token_used_again_ends_the_whole_session(town, morning, meanwhile):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    newer = actions.refresh(signed_in.tokens.refresh_token)
    meanwhile(morning, newer)

    with pytest.raises(Unauthorized) as refusal:
        actions.refresh(signed_in.tokens.refresh_token)

    assert (refusal.value.code, _session_of(newer).ended_because) == ("refresh_reused", "refresh_reused")


def test_after_a_reuse_the_newer_tokens_are_dead_too(town, morning):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    newer = actions.refresh(signed_in.tokens.refresh_token)
    morning.shift(121)
    with pytest.raises(Unauthorized):
        actions.refresh(signed_in.tokens.refresh_token)

    for show in (lambda: actor_of_token(newer.tokens.access_token),
                 lambda: actions.refresh(newer.tokens.refresh_token)):
        with pytest.raises(Unauthorized) as refusal:
            show()
        assert refusal.value.code == "signed_out"


def test_who_has_signed_out_gets_no_successor_again(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    newer = actions.refresh(signed_in.tokens.refresh_token)
    actions.sign_out(by=actor_of_token(newer.tokens.access_token))

    with pytest.raises(Unauthorized) as refusal:
        actions.refresh(signed_in.tokens.refresh_token)

    assert refusal.value.code == "signed_out"


def test_signing_out_kills_the_access_token_at_once(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    actor = actor_of_token(signed_in.tokens.access_token)

    actions.sign_out(by=actor)

    with pytest.raises(Unauthorized) as refusal:
        actor_of_token(signed_in.tokens.access_token)
    assert refusal.value.code == "signed_out"


def test_signing_out_leaves_the_other_devices_signed_in(town):
    phone, tablet = (actions.sign_in_with_wechat("demo:resident-li") for _ in range(2))

    actions.sign_out(by=actor_of_token(phone.tokens.access_token))

    assert actor_of_token(tablet.tokens.access_token).account_id == tablet.account_id


def test_a_session_that_has_ended_keeps_its_reason(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    actor = actor_of_token(signed_in.tokens.access_token)
    actions.sign_out(by=actor)

    actions.erase(by=actor)

    assert _session_of(signed_in).ended_because == "signed_out"


@pytest.mark.only_postgresql
@pytest.mark.parametrize("tabs", [2, 6])
def test_tabs_that_refresh_at_once_all_go_on_working(town, run_together, tabs):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")

    results = run_together([lambda: actions.refresh(signed_in.tokens.refresh_token)] * tabs)

    assert len({result.tokens.refresh_token for result in results}) == 1
    assert {actor_of_token(result.tokens.access_token).session_id for result in results} == {signed_in.session_id}
    assert _session_of(signed_in).ended_at is None


@pytest.mark.only_postgresql
def test_of_two_old_tokens_at_once_both_are_refused(town, run_together, morning):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    actions.refresh(signed_in.tokens.refresh_token)
    morning.shift(121)

    results = run_together([lambda: actions.refresh(signed_in.tokens.refresh_token)] * 2)

    assert sorted(result.code for result in results) == ["refresh_reused", "signed_out"]
