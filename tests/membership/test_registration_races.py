"""Everybody at once: one application, one grant, and no claim that is lost."""

import threading
import time

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback import actions as feedback
from service.feedback.workflow import State
from service.membership import events
from service.membership.actions import deciding, registering
from service.membership.models.registration import RegistrationState
from service.organization.actions import grants
from service.organization.models import Grant
from service.organization.queries.people import actor_of_account
from service.town import cast

pytestmark = pytest.mark.only_postgresql
HOUSE, RIVER = cast.NICKNAMES["building_1"], cast.NICKNAMES["river_building"]


def _failed(results):
    return [one for one in results if isinstance(one, BaseException)]


def test_applications_of_one_person_at_once_are_one(registry, people, run_together):
    li = people.li

    results = run_together([
        lambda place=place: registering.register(by=li, unit_code=cast.UNIT_CODE, place_code=place).id
        for place in (HOUSE, RIVER, HOUSE, RIVER)])

    assert [one.code for one in _failed(results)] == ["already_registered"] * 3
    assert len(registry.all()) == 1


def test_acceptances_at_once_give_one_grant(registry, people, run_together):
    applied, zhang, zhou = registry.apply("li").id, people.zhang, people.zhou

    results = run_together([lambda by=by: deciding.accept(applied, by=by).number for by in (zhang, zhou, zhang)])

    assert [type(one) for one in _failed(results)] == [WrongMoment] * 2
    assert db.session.scalar(sa.select(sa.func.count()).where(
        Grant.account_id == people.li.account_id, Grant.revoked_at.is_(None))) == 1


def test_one_acceptance_of_many_and_many_of_one_do_not_wait_for_each_other_for_ever(registry, people, run_together):
    ids = [registry.apply_for(registry.enrol(f"党员{number}")).id for number in range(12)]
    zhang, zhou = people.zhang, people.zhou

    many, *single = run_together([lambda: deciding.accept_all(ids, by=zhang).accepted, *(
        lambda one=one: deciding.accept(one, by=zhou).id for one in ids[:5:-1])])

    assert {type(one) for one in _failed(single)} <= {WrongMoment}
    assert sorted(many + [one for one in single if isinstance(one, int)]) == ids


def _somebody_waits():
    """Until a lock is asked for in vain; pg_locks shows the present, whatever the transaction has read before."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 10
    while not db.session.scalar(waiting):
        assert time.monotonic() < until, "nobody came"


def test_a_claim_at_the_very_moment_its_claimer_moves_is_refused(app, registry, life, people):
    accepted, waiting, li = registry.accept("li").id, life.submit(by="chen"), people.li
    refused = []

    def claim():
        with app.app_context(), pytest.raises((NotFound, Forbidden)) as said:
            feedback.claim(waiting, by=li)
        refused.append(said.value.status)

    def claim_meanwhile(_registration, **_said):
        thread.start()
        _somebody_waits()
    thread = threading.Thread(target=claim)
    with events.registration_ended.connected_to(claim_meanwhile):
        registering.move(accepted, by=li, place_code=RIVER)
    thread.join()

    assert len(refused) == 1
    assert life.ticket(waiting).state is State.QUEUED


def test_whatever_order_a_move_and_a_claim_take_nothing_stays_in_his_hands(registry, life, people, run_together):
    accepted = registry.accept("li").id
    held, waiting = life.hold(life.submit(by="chen"), "li"), life.submit(by="chen")
    li = people.li

    results = run_together([lambda: registering.move(accepted, by=li, place_code=RIVER).id,
                            lambda: feedback.claim(waiting, by=actor_of_account(li.account_id)).number])

    assert isinstance(results[0], int)
    assert [life.ticket(number).state for number in (held, waiting)] == [State.QUEUED] * 2
    assert registry.row(accepted).state is RegistrationState.ENDED


def test_a_move_and_a_revocation_at_once_end_it_once(registry, people, run_together):
    accepted = registry.accept("li")
    li, wu, grant_id = people.li, people.wu, accepted.grant_id

    run_together([lambda: registering.move(accepted.id, by=li, place_code=RIVER).id,
                  lambda: grants.revoke(grant_id, by=wu)])

    assert registry.row(accepted.id).state is RegistrationState.ENDED
    assert registry.grants("li") == []
