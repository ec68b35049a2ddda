"""What tests from outside share: the cast by short names, and a proof that a refusal wrote nothing."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import Claim, Rating, Support, Ticket, TimelineEntry
from service.media.models import Photo
from service.notifications.models import Message
from tests.api.journeys import Journeys

WATCHED = (Ticket, TimelineEntry, Message, Claim, Rating, Support)


@pytest.fixture
def only_sqlite(database):
    """For what is the same on both databases, or SQLite's alone."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("on SQLite only")


@pytest.fixture
def journeys(client, town):
    """Requests of the cast by short names, and the way to every stage of a ticket."""
    return Journeys(client, town)


_read = {}


@pytest.fixture
def document(client):
    """The OpenAPI document, read once: it is made of the code alone, and large."""
    if not _read:
        _read.update(client.get("/api/openapi.json").json)
    return _read


@pytest.fixture
def nothing_written(town):
    """`with nothing_written(): …` fails when tickets, timeline, messages, claims, ratings or supports changed."""
    def rows():
        counts = [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in WATCHED]
        hanging = db.session.scalar(sa.select(sa.func.count(Photo.attached_id)))
        return [*counts, hanging, db.session.scalar(sa.select(sa.func.sum(Ticket.version)))]

    @contextmanager
    def watch():
        before = rows()
        yield
        assert rows() == before
    return watch
