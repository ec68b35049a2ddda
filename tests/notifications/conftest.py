"""What tests of messages share: a WeChat stand-in of their own, letters, and time that passes at once."""

from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.notifications import outbox
from service.notifications.models import Message
from service.notifications.outbox import Letter
from service.wechat.fake import FakeWeChat


@pytest.fixture
def wechat(town, app, monkeypatch):
    """The platform of the application, fresh: nothing sent, nothing going wrong."""
    platform = FakeWeChat(app.config["WECHAT_APP_ID"])
    monkeypatch.setitem(app.extensions, "wechat", platform)
    return platform


@pytest.fixture
def letter(town):
    """`letter("resident-li", title=…)`: a letter to one of the town, about ticket CS-1 unless told."""
    numbers = count(1)

    def make(name="resident-li", *, title="已接单", subject="CS-1", place=None, key=None):
        return Letter(town.account(name).id, "ticket_claimed", title, "张蓉接了您的诉求。",
                      key or f"test:{next(numbers)}", subject, town.place(place).id if place else None)
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
