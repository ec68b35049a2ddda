"""Courtyards for tests: a clock that stands still, the first group's fixed day, the cast by surname."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import atomic, db
from service.courtyard.actions import days, decisions, planning, waking
from service.courtyard.models import Decision, PartyMassDay, RuleKind
from service.notifications.models import Message
from service.organization.actors import Actor
from service.party.models import PartyMember
from service.town import cast
from tests.courtyard.notebook import Notebook

WEDNESDAY_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
"""4 March 2026, 12:00 in Changshou."""
FIFTH = {"kind": RuleKind.DAY_OF_MONTH, "day": 5}
SECOND_FRIDAY = {"kind": RuleKind.NTH_WEEKDAY, "nth": 2, "weekday": 5}
GROUP, OTHER_GROUP = "demo-group-1", "demo-group-2"


class Calendar:
    """`courtyard.day("2026-04")` is the first group's day of that month, as the database has it."""

    def __init__(self, town, clock):
        self._town, self._clock = town, clock

    def by(self, surname: str) -> Actor:
        """The actor of this surname with the grants he holds now."""
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def name_of(self, account_id: int) -> str:
        """The way back to the surname."""
        return next(one.name.rpartition("-")[2] for one in cast.PEOPLE
                    if self._town.account(one.name).id == account_id)

    def fix(self, by: str | None = "lin", group: str = GROUP, **rule):
        """Fix a group's day, the fifth unless told otherwise."""
        return planning.set_rule(group, by=by and self.by(by), **(rule if "kind" in rule else FIFTH | rule))

    def days(self, group: int = 1) -> list[PartyMassDay]:
        """All days of a group by date."""
        return list(db.session.scalars(
            sa.select(PartyMassDay).where(PartyMassDay.group_id == self._town.group(group).id)
            .order_by(PartyMassDay.on).execution_options(populate_existing=True)))

    def dates(self, group: int = 1) -> list[date]:
        """Their dates."""
        return [day.on for day in self.days(group)]

    def day(self, month: str, group: int = 1) -> PartyMassDay:
        """The group's day in a month."""
        return next(day for day in self.days(group) if day.month == month)

    def hold(self, month: str, *items: dict, by: str = "hu") -> PartyMassDay:
        """The day of a month took place, and this was decided on it."""
        with atomic():
            day = days.hold(days.locked(self.day(month).id), by=self.by(by))
            decisions.enter(Log(f"log-{month}"), day, list(items), by=self.by(by))
        return day

    def decisions(self) -> list[Decision]:
        """Every decision, as the database has it."""
        return list(db.session.scalars(sa.select(Decision).order_by(Decision.id)
                                       .execution_options(populate_existing=True)))

    def go_to(self, year: int, month: int, day: int, hour: int = 12) -> None:
        """The clock stands at this local hour, and nobody has looked yet."""
        self._clock.move_to(datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=8))

    def wake(self, year: int, month: int, day: int, hour: int = 12) -> list[Message]:
        """The clock moves there, the timers run; the letters they wrote."""
        self.go_to(year, month, day, hour)
        last = db.session.scalar(sa.select(sa.func.max(Message.id))) or 0
        waking.run()
        return letters(last)


class Log:
    """As much of a log as decisions need to know."""

    def __init__(self, client_id: str):
        self.client_id = client_id


def letters(after: int = 0) -> list[Message]:
    """The letters written since this id."""
    return list(db.session.scalars(sa.select(Message).where(Message.id > after).order_by(Message.id)))


def decided(name: str = "d1", what: str = "清理排水沟", who: str = "胡院长", due_on: date | None = None) -> dict:
    """A decision as a log hands it in."""
    return {"client_id": name, "what": what, "who": who, "due_on": due_on}


@pytest.fixture
def frozen(app):
    """The clock stands at Wednesday noon."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def courtyard(town, frozen):
    """The calendar of the first courtyard group, without a rule yet."""
    return Calendar(town, frozen)


@pytest.fixture
def fixed(courtyard):
    """The calendar of the first courtyard group, whose day is the fifth."""
    courtyard.fix()
    return courtyard


@pytest.fixture
def joined(town):
    """游建国 of the first group is known by the account of resident-chen, who holds no grant."""
    with atomic():
        db.session.execute(sa.update(PartyMember).where(PartyMember.name == "游建国")
                           .values(account_id=town.account("resident-chen").id))


@pytest.fixture
def notebook(town):
    """A recorder's notebook: days, drafts and logs of the first group, on the true clock."""
    return Notebook(town)
