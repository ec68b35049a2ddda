"""What tests of exchange share: a hotline that listens and speaks, and tickets that are handed to it."""

import base64
import json
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.exchange import systems
from service.exchange.models import OutgoingEvent
from service.exchange.signing import sign
from service.exchange.systems import Event
from service.feedback import actions
from tests.exchange.receiver import listening
from tests.feedback.conftest import Life, People

OLD, NEW, CITY = b"1" * 32, b"2" * 40, b"3" * 32


def _written(**keys):
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())


@pytest.fixture
def receiver():
    """The hotline's server."""
    with listening() as server:
        yield server


@pytest.fixture
def configure(app, monkeypatch):
    """`configure({"12345": {…}})`: OUTSIDE_SYSTEMS as it would be after a start with it."""
    def choose(setting):
        app.config["OUTSIDE_SYSTEMS"] = setting
        monkeypatch.setitem(app.extensions, "outside_systems", systems.read(setting, production=False))
    return choose


@pytest.fixture
def hotline(town, configure, receiver):
    """The setting with 12345, which listens and hears all it can, and the city's platform, which only speaks."""
    setting = {"12345": {"name": "12345 政务热线", "url": receiver.url, "keys": _written(new=NEW, old=OLD),
                         "events": list(Event)},
               "city": {"name": "市级平台", "keys": _written(city=CITY)}}
    configure(setting)
    return setting


@pytest.fixture
def people(town):
    """The cast by surname."""
    return People(town)


@pytest.fixture
def life(people):
    """Tickets and their lives."""
    return Life(people)


@pytest.fixture
def forward(life, people):
    """`forward(text=…)`: a matter of 李阿姨's, handed to 12345 by 张蓉; its number."""
    def hand_over(number=None, system="12345", external_id=None, **facts):
        number = number or life.submit(**({"text": "路口的红绿灯不亮"} | facts))
        actions.forward(number, by=people.zhang, reason="由市里的部门办理", external_system=system,
                        external_id=external_id)
        return number
    return hand_over


@pytest.fixture
def rows(town):
    """What is to be told, oldest first, as the database has it."""
    return lambda: db.session.scalars(sa.select(OutgoingEvent).order_by(OutgoingEvent.id)
                                      .execution_options(populate_existing=True)).all()


@pytest.fixture
def waits_are_over(town):
    """Every wait and every lease has run out; `ago` is since when it all waits."""
    def pass_by(ago=None):
        moment = clock.now()
        changes = {"next_try_at": moment - timedelta(seconds=1)} | ({"waiting_since": moment - ago} if ago else {})
        with atomic() as session:
            session.execute(sa.update(OutgoingEvent).where(OutgoingEvent.next_try_at.is_not(None)).values(**changes))
    return pass_by


class Speaker:
    """An outside system that sends us events; what is not said is as it should be."""

    def __init__(self, client):
        self._client, self._numbers = client, count(10_000_000)

    def headers(self, body, *, delivery=None, key=("new", NEW), late=0, **changed):
        """The three headers of a right seal, `late` seconds old."""
        delivery = delivery or f"d-{next(self._numbers)}"
        timestamp = str(int(clock.now().timestamp()) - late)
        return {"X-Mashang-Timestamp": timestamp, "X-Mashang-Delivery": delivery,
                "X-Mashang-Signature": sign(*key, timestamp, delivery, body)} | changed

    def say(self, event, number, *, code="12345", delivery=None, key=("new", NEW), late=0, altered=None, **said):
        """The answer to one event."""
        body = json.dumps({"event": event, "number": number, **said}, ensure_ascii=False).encode()
        headers = self.headers(body, delivery=delivery, key=key, late=late)
        return self.send(altered or body, headers, code=code)

    def send(self, body, headers, *, code="12345"):
        """The answer to these bytes under these headers."""
        return self._client.post(f"/api/v1/outside-systems/{code}/events", data=body, headers=headers,
                                 content_type="application/json")


@pytest.fixture
def speaker(client, hotline):
    """12345, speaking."""
    return Speaker(client)
