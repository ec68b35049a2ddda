"""What tests of messages share: a WeChat stand-in of their own, letters, and time that passes at once."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
import time_machine

from service.core import clock
from service.core.database import atomic, db
from service.notifications import outbox, tasks, templates
from service.notifications.models import Message, Subscription
from service.notifications.outbox import Letter
from service.wechat.fake import FakeWeChat

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # 12:00 in Changshou


@pytest.fixture
def wechat(town, app, monkeypatch):
    """The platform of the application, fresh: nothing sent, nothing going wrong, day and night, nothing put together;
    李阿姨 and 陈大爷 have subscribed to everything for good."""
    platform = FakeWeChat(app.config["WECHAT_APP_ID"])
    monkeypatch.setitem(app.extensions, "wechat", platform)
    monkeypatch.setitem(app.extensions, "delivery", tasks.Turn())
    app.config.update(QUIET_HOURS="", DIGEST_SECONDS=0)
    with atomic() as session:
        session.execute(sa.delete(Subscription))
        session.add_all(Subscription(account_id=town.account(name).id, template=template, remaining=0, long_term=True)
                        for name in ("resident-li", "resident-chen") for template in templates.NAMES)
    return platform


@pytest.fixture
def as_shipped(wechat, app):
    """The settings as shipped: quiet from 22 to 7, digests of five minutes."""
    app.config.update(QUIET_HOURS="22-7", DIGEST_SECONDS=300)


@pytest.fixture
def noon(town):
    """It is noon in Changshou; `noon.shift(seconds)` lets time pass."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ticked(wechat, town):
    """`ticked(3)`: 李阿姨 has ticked the template so often; without a number what she has left, and until when."""
    def tick(count=None, *, template="progress"):
        key = (town.account("resident-li").id, template)
        if count is not None:
            with atomic() as session:
                session.get_one(Subscription, key, populate_existing=True).remaining = count
                session.get_one(Subscription, key).long_term = False
        return db.session.get(Subscription, key, populate_existing=True).remaining
    return tick


@pytest.fixture
def letter(town):
    """`letter("resident-li", title=…)`: a letter to one of the town, about ticket CS-1 unless told."""
    numbers = count(1)

    def make(name="resident-li", *, title="已接单", subject="CS-1", place=None, key=None, kind="claimed",
             urgent=False):
        return Letter(town.account(name).id, kind, title, "张蓉接了您的诉求。", key or f"test:{next(numbers)}",
                      subject, town.place(place).id if place else None, urgent)
    return make


@pytest.fixture
def write(letter):
    """Put a letter and commit; gives the id of the message."""
    def put(*args, **kw):
        written = letter(*args, **kw)
        with atomic():
            outbox.put([written])
        return db.session.scalar(sa.select(Message.id).where(Message.dedupe_key == written.dedupe_key))
    return put


@pytest.fixture
def message(town):
    """`message(id)`: the row as it is in the database now."""
    return lambda message_id: db.session.get(Message, message_id, populate_existing=True)


@pytest.fixture
def let_time_pass(town):
    """Every wait and every lease is over."""
    def pass_by():
        with atomic() as session:
            session.execute(sa.update(Message).where(Message.next_try_at.is_not(None))
                            .values(next_try_at=clock.now() - timedelta(seconds=1)))
    return pass_by
