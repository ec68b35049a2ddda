"""A dispute in the big-house courtyard: its people by their surnames, a clock that stands still."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import db
from service.mediation import actions
from service.mediation.catalogue import DisputeType, Outcome, Source
from service.mediation.models import Mediation
from service.notifications.models import Message
from service.organization.actors import Actor
from service.town import cast

WEDNESDAY_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
TODAY = date(2026, 3, 4)
PARTIES = [{"name": "游建国", "phone": "19000000021", "address": "大屋院落左边第二家"}, {"name": "余秀兰"}]
AGREEMENT = {"dispute": "院坝排水，双方都有责任", "terms": "一起改沟，各出一半钱", "performance": "三月底前在现场动工",
             "signatures": "双方签名，村调委会盖章"}


class Disputes:
    """Brings disputes about by the same actions as everybody; they go by their number."""

    def __init__(self, town):
        self._town = town

    def person(self, surname: str) -> Actor:
        """The actor of this surname with the grants he holds now."""
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def account(self, surname: str) -> int:
        return self.person(surname).account_id

    def open(self, by="hu", place="courtyard_1", **said) -> int:
        said = {"type": DisputeType.NEIGHBOUR, "source": Source.APPLIED, "facts": "排水沟的事", "parties": PARTIES,
                "place_code": cast.NICKNAMES[place]} | said
        return actions.open_case(by=self.person(by), **said).id

    def agreed(self, by="hu", **said) -> int:
        """A dispute settled orally today."""
        number = self.open(by=by)
        actions.end(number, by=self.person(by), outcome=Outcome.ORAL_AGREEMENT, text="各让一步", **said)
        return number

    def row(self, number: int) -> Mediation:
        """As the database has it."""
        return db.session.scalars(sa.select(Mediation).where(Mediation.id == number)
                                  .execution_options(populate_existing=True)).one()

    def letters(self, surname: str) -> list[str]:
        """The kinds of every letter this person got about disputes, in order."""
        return list(db.session.scalars(sa.select(Message.kind).where(
            Message.account_id == self.account(surname), Message.subject.like("mediation:%")).order_by(Message.id)))


@pytest.fixture
def clock(app):
    """It is Wednesday noon; `clock.shift(timedelta)` moves it."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def disputes(town, clock):
    """Disputes and their lives."""
    return Disputes(town)


@pytest.fixture
def days_pass(clock):
    """`days_pass(30)`: the clock moves, and the timer runs; returns how many cases it reminded of."""
    def pass_by(days: int) -> int:
        clock.shift(timedelta(days=days))
        return actions.remind()
    return pass_by
