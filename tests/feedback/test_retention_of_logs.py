"""Old rows of logs go, and the audit log goes on verifying; a service that keeps too short does not start."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service import create_app
from service.accounts.models import SignIn
from service.core import audit, clock, periodic
from service.core.database import atomic, db
from service.feedback.actions import retaining
from service.wechat.models import PushedEvent
from tests.databases import settings


@pytest.fixture
def old_logs(town):
    """Rows of logs of 201 days ago, and of today."""
    for age in (201, 0):
        with time_machine.travel(clock.now() - timedelta(days=age), tick=False), atomic() as session:
            moment = clock.now()
            account = town.account("resident-li").id
            for ended in (moment, None):
                session.add(SignIn(id=f"{age}-{ended is None}", account_id=account, refresh_id="r", is_staff=False,
                                   created_at=moment - timedelta(days=1), expires_at=moment, ended_at=ended,
                                   ended_because="signed_out" if ended else None))
            session.add(PushedEvent(key=f"event-{age}", event="subscribe", at=moment))
            session.flush()
            audit.record("reveal", by=None, subject=f"ticket:{age}")


def test_rows_of_logs_go_after_two_hundred_days(town, old_logs):
    before = db.session.scalar(sa.select(sa.func.count()).select_from(SignIn))

    assert retaining.prune_logs() == {"sign_ins": 2, "pushed_events": 1, "audit_entries": 1}

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == before - 2
    assert db.session.scalars(sa.select(PushedEvent.key)).all() == ["event-0"]
    assert audit.first_broken() is None


def test_the_second_pruning_finds_nothing(old_logs):
    retaining.prune_logs()

    assert retaining.prune_logs() == {"sign_ins": 0, "pushed_events": 0, "audit_entries": 0}


@pytest.mark.parametrize("name, days", [("RETAIN_LOG_DAYS", 179), ("RETAIN_PERSONAL_DAYS", 29)])
def test_a_service_that_keeps_too_short_does_not_start(tmp_path, name, days):
    with pytest.raises(ValueError, match=name):
        create_app(settings(f"sqlite:///{tmp_path}/x.db", tmp_path, **{name: days}))


def test_both_run_once_a_day(app):
    with app.app_context():
        timers = periodic.known()

    assert [timers[name].minutes for name in ("personal_fields", "log_rows")] == [1440, 1440]
