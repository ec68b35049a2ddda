"""A role that ends while somebody takes a matter on by it leaves nothing in his hands, whoever comes first."""

import threading
import time

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound
from service.feedback import actions
from service.feedback.workflow import State
from service.organization.actions import grants
from service.organization.models import Role

pytestmark = pytest.mark.only_postgresql
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def _until_it_waits(thread):
    until = time.monotonic() + 10
    while thread.is_alive() and not db.session.scalar(WAITING):
        assert time.monotonic() < until, "nobody came"


def _meanwhile(app, act):
    """A thread that acts in a context of its own, and the list its refusal will stand in."""
    refused = []

    def run():
        with app.app_context():
            try:
                act()
            except (NotFound, Forbidden, Invalid) as error:
                refused.append(error.status)
    return threading.Thread(target=run), refused


@pytest.mark.parametrize("verb", ["claim", "dispatch"])
def test_what_was_taken_by_a_role_that_ended_meanwhile_stays_in_the_queue(app, life, people, verb):
    number, wang, zhang = life.submit(by="li"), people.wang, people.zhang
    act = {"claim": lambda: actions.claim(number, by=wang),
           "dispatch": lambda: actions.dispatch(number, by=zhang, account_id=wang.account_id)}[verb]
    thread, refused = _meanwhile(app, act)
    (held,) = wang.held(Role.PARTY_MEMBER)

    with atomic():
        grants.revoke(held.grant_id, by=people.zheng)
        thread.start()
        _until_it_waits(thread)
    thread.join()

    assert len(refused) == 1
    assert life.ticket(number).state is State.QUEUED


def test_who_ends_the_role_after_a_claim_has_begun_finds_what_was_claimed(app, life, people):
    number, wang = life.submit(by="li"), people.wang
    (held,) = wang.held(Role.PARTY_MEMBER)
    thread, refused = _meanwhile(app, lambda: grants.revoke(held.grant_id, by=people.zheng))

    with atomic():
        actions.claim(number, by=wang)
        thread.start()
        _until_it_waits(thread)
    thread.join()

    assert refused == []
    assert life.ticket(number).state is State.QUEUED
