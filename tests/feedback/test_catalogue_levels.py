"""Service levels and settings of queues in the hands of the district: they steer what comes next."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Invalid, NotFound
from service.feedback import actions
from service.feedback.actions import cataloguing as acts
from service.feedback.queries.permitting import HandsFull
from service.feedback.routing import Queue
from tests.feedback.conftest import FOR

LAMP = FOR[Queue.PARTY_MEMBER]


@pytest.fixture
def zheng(people):
    return people.zheng


def test_another_limit_holds_from_the_next_matter_on(life, zheng):
    before = life.ticket(life.submit())
    level, answer_by = before.service_level, before.answer_by

    acts.change_level(level, by=zheng, claim_minutes=30, answer_minutes=60, clock="natural")
    after = life.ticket(life.submit())

    assert after.answer_by == clock.now() + timedelta(hours=1) and after.claim_by == clock.now() + timedelta(minutes=30)
    assert life.ticket(before.number).answer_by == answer_by


def test_limits_stay_in_order(zheng):
    with pytest.raises(Invalid) as refused:
        acts.change_level("ordinary", by=zheng, claim_minutes=120, answer_minutes=60)

    assert "answer_minutes" in refused.value.extra["fields"]
    with pytest.raises(NotFound):
        acts.change_level("nothing", by=zheng, name="没有")


def test_how_many_one_may_hold_is_asked_at_the_next_claim(life, people, zheng):
    first, second = life.submit(queue=Queue.PUBLIC), life.submit(queue=Queue.PUBLIC)
    acts.change_setting(Queue.PUBLIC, by=zheng, open_claims=1, claim_hours=2)
    actions.claim(first, by=people.qian)

    with pytest.raises(HandsFull):
        actions.claim(second, by=people.qian)

    assert life.ticket(first).claim_expires_at == clock.now() + timedelta(hours=2)
    assert db.session.scalar(sa.select(AuditEntry.subject).where(AuditEntry.act == "catalogue_change")) == (
        "queue_setting:public")


def test_the_database_keeps_no_setting_below_zero(town):
    with pytest.raises(sa.exc.IntegrityError), atomic() as session:
        session.execute(sa.text("UPDATE queue_settings SET open_claims = 0"))


def test_the_version_travels_as_an_etag(town, client):
    path, admin = "/api/v1/catalogue/service-levels/ordinary", town.sign_in("admin-zheng")
    shown = client.get(path, headers=admin)

    changed = client.put(path, json={"answer_minutes": 20_000}, headers=admin | {"If-Match": shown.headers["ETag"]})
    late = client.put(path, json={"answer_minutes": 30_000}, headers=admin | {"If-Match": shown.headers["ETag"]})

    assert (changed.status_code, changed.json["version"], late.status_code) == (200, 2, 412)


@pytest.mark.only_postgresql
def test_two_changes_at_once_of_what_both_saw_are_one(life, zheng, run_together):
    results = run_together([lambda name=name: acts.change_category(LAMP, by=zheng, seen=1, name=name).version
                            for name in ("甲", "乙", "丙")])

    assert sorted(str(getattr(one, "status", one)) for one in results) == ["2", "412", "412"]
