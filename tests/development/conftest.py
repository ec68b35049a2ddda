"""The branch of the village and somebody who applies to it: people by their surnames, a clock that stands still."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import db
from service.development import actions
from service.development.models import Candidate
from service.development.stages import Stage
from service.notifications.models import Message
from service.organization.actors import Actor
from service.town import cast

WEDNESDAY_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
TODAY = date(2026, 3, 4)
REACHED = ((Stage.ACTIVIST, date(2023, 3, 4)), (Stage.DEVELOPMENT_TARGET, date(2024, 3, 4)),
           (Stage.PROBATIONARY, date(2025, 3, 4)), (Stage.FULL, date(2026, 3, 4)))


class Branch:
    """Candidates of the village's branch, by the same actions as everybody's; they go by their id."""

    def __init__(self, town):
        self._town = town

    def person(self, surname: str) -> Actor:
        """The actor of this surname with the grants he holds now."""
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def member(self, name: str) -> int:
        """The id of somebody of the roster."""
        return self._town.member(name).id

    def apply(self, by="lin", on=TODAY, **said) -> int:
        """Somebody who has applied, accompanied by the lead of the courtyard."""
        said = {"name": "文小英", "branch_code": "demo-branch-village", "contacts": [self.member("胡院长")]} | said
        return actions.take_on(by=self.person(by), on=on, **said).id

    def at(self, stage: Stage, **said) -> int:
        """Somebody who applied in 2022 and came so far, a year a stage."""
        number = self.apply(on=date(2022, 3, 4), **said)
        for reached, on in REACHED:
            if list(Stage).index(reached) <= list(Stage).index(stage):
                actions.reach(number, by=self.person("lin"), stage=reached, on=on)
        return number

    def row(self, number: int) -> Candidate:
        """As the database has it."""
        return db.session.scalars(sa.select(Candidate).where(Candidate.id == number)
                                  .execution_options(populate_existing=True)).one()

    def letters(self, surname: str) -> list[str]:
        """The kinds of every letter this person got about candidates, in order."""
        return list(db.session.scalars(sa.select(Message.kind).where(
            Message.account_id == self.person(surname).account_id, Message.subject.like("candidate:%"))
            .order_by(Message.id)))


@pytest.fixture
def clock(app):
    """It is Wednesday noon; `clock.shift(timedelta)` moves it."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def branch(town, clock):
    """The village's branch and its candidates."""
    return Branch(town)


@pytest.fixture
def days_pass(clock):
    """`days_pass(30)`: the clock moves, and the timer runs; returns of how many candidates it reminded."""
    def pass_by(days: int) -> int:
        clock.shift(timedelta(days=days))
        return actions.remind()
    return pass_by
