"""What tests of service records share: a confirmed wish, heard as it is announced."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.membership.models.records import ServiceRecord
from service.wishes import events as wishes

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


@pytest.fixture
def served(people, town):
    """`served("wang", minutes=30)`: the id of the record of a confirmed wish at building 1."""
    def serve(who="wang", ref="wish:1", minutes=None, place="building_1", kind="wish", at=NOON, title="修理水管"):
        with atomic():
            wishes.service_confirmed.send(
                object(), account_id=getattr(people, who).account_id, place=town.place(place), title=title,
                minutes=minutes, at=at, kind=kind, ref=ref)
        return db.session.scalar(sa.select(ServiceRecord.id).where(
            ServiceRecord.ref == ref, ServiceRecord.account_id == getattr(people, who).account_id))
    return serve
