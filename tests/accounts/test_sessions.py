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
        traveller.shift(timedelta(hours=8, seconds=1))

        with pytest.raises(Unauthorized) as refusal:
            actions.refresh(signed_in.tokens.refresh_token)

    assert refusal.value.code == "token_expired"


def test_who_becomes_staff_has_a_short_session_from_the_next_refresh_on(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    grants.grant(Role.COMMUNITY_WORKER, signed_in.account_id, town.place("community"),
                 by=town.actor("admin-zheng"))

    session = _session_of(actions.refresh(signed_in.tokens.refresh_token))

    assert session.is_staff and session.expires_at < clock.now() + timedelta(hours=9)


def test_a_refresh_token_used_again_ends_the_whole_session(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    newer = actions.refresh(signed_in.tokens.refresh_token)

    with pytest.raises(Unauthorized) as refusal:
        actions.refresh(signed_in.tokens.refresh_token)

    assert (refusal.value.code, _session_of(newer).ended_because) == ("refresh_reused", "refresh_reused")


def test_after_a_reuse_the_newer_tokens_are_dead_too(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    newer = actions.refresh(signed_in.tokens.refresh_token)
    with pytest.raises(Unauthorized):
        actions.refresh(signed_in.tokens.refresh_token)

    for show in (lambda: actor_of_token(newer.tokens.access_token),
                 lambda: actions.refresh(newer.tokens.refresh_token)):
        with pytest.raises(Unauthorized) as refusal:
            show()
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
def test_of_two_refreshes_at_once_one_wins_and_the_session_ends(town, run_together):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")

    results = run_together([lambda: actions.refresh(signed_in.tokens.refresh_token)] * 2)

    won = [result for result in results if isinstance(result, tokens.SignedIn)]
    refused = [result.code for result in results if isinstance(result, Unauthorized)]
    assert (len(won), refused) == (1, ["refresh_reused"])
    assert _session_of(signed_in).ended_because == "refresh_reused"
