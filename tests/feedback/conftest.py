"""Tickets in the demonstration town: its people by their surnames, a clock that stands still, a life to follow."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts.actions.naming import create_account
from service.accounts.models import Account
from service.core import clock
from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Claim, Request, Solved, Ticket, TimelineEntry
from service.feedback.routing import Queue, ReviewLevel
from service.feedback.workflow import State
from service.notifications.models import Message
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Place, Role
from service.town import cast

WEDNESDAY_NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
"""4 March 2026, 12:00 in Changshou; no holiday is near."""

REVIEWED = "举报小区收费不公开"
FOR = {Queue.PARTY_MEMBER: "facilities.lamp", Queue.PUBLIC: "help.lost_property",
       Queue.COMMUNITY: "facilities.elevator"}
HANDLER = {Queue.PARTY_MEMBER: "wang", Queue.PUBLIC: "qian", Queue.COMMUNITY: "zhang"}


class People:
    """`people.wang`: the actor of this surname with the grants he holds now."""

    def __init__(self, town):
        self._town = town

    def __getattr__(self, surname: str) -> Actor:
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def surname_of(self, account_id: int) -> str:
        """The way back; a person without a role in the cast is known by the name he shows."""
        names = {one.display_name: one.name.rpartition("-")[2] for one in cast.PEOPLE}
        shown = db.session.scalar(sa.select(Account.display_name).where(Account.id == account_id))
        return names.get(shown, shown)


class Life:
    """Brings tickets about by the same actions as everybody, and tells how they stand; tickets go by number."""

    def __init__(self, people: People):
        self._people = people

    def submit(self, by="li", queue=Queue.PARTY_MEMBER, **facts) -> str:
        """A matter at building 1 that is routed to this queue."""
        facts = {"place_code": cast.NICKNAMES["building_1"], "text": "楼下有件事要办", "category": FOR[queue]} | facts
        return actions.submit(by=getattr(self._people, by), **facts).number

    def hold(self, number: str, by: str | None = None) -> str:
        """Taken on by the usual handler of its queue, or by the one named."""
        actions.claim(number, by=self.handler(number, by))
        return number

    def answer(self, number: str, by: str | None = None, **words) -> str:
        """Taken on where it waits, the resident called, answered: 已修好 unless told otherwise."""
        by = by or (self._people.surname_of(self.ticket(number).holder_id) if self.ticket(number).holder_id else None)
        handler = self.handler(number, by)
        if self.ticket(number).state is State.QUEUED:
            actions.claim(number, by=handler)
        actions.contact(number, by=handler, method="phone", reached=True)
        actions.answer(number, by=handler, **{"text": "已修好"} | words)
        return number

    def rate(self, number: str, solved=Solved.YES, by="li", **facts) -> str:
        """The resident's rating; 4 of 5 unless told otherwise."""
        actions.rate(number, by=getattr(self._people, by), **{"solved": solved, "satisfaction": 4} | facts)
        return number

    def reopened(self, number: str, times: int) -> str:
        """Answered and found not solved, so many times."""
        for _ in range(times):
            self.rate(self.answer(number), Solved.NO)
        return number

    def bring_to(self, state: State, queue=Queue.COMMUNITY, by="li") -> str:
        """A fresh ticket of this resident's in this state."""
        if state is State.REVIEWING:
            return self.submit(by=by, text=REVIEWED, category=None)
        number, people = self.submit(by=by, queue=queue), self._people
        if state is State.FORWARDED:
            actions.forward(number, by=people.zhang, reason="归口热线", external_system="12345")
        if state is State.CLOSED:
            actions.merge(number, by=people.zhang, into=self.submit(by="chen", queue=queue))
        if state in (State.CLAIMED, State.ASKING, State.SUSPENDED):
            self.hold(number)
        if state is State.ASKING:
            actions.ask(number, by=self.handler(number), text="在几楼？")
        if state is State.SUSPENDED:
            handler = self.handler(number)
            actions.request_suspension(number, by=handler, reason="等配件", review_on=self.day(10))
            actions.decide(number, by=people.wu, granted=True)
        return self.answer(number) if state is State.ANSWERED else number

    def handler(self, number: str, by: str | None = None) -> Actor:
        """Who usually handles what waits in this queue, or the one named."""
        return getattr(self._people, by or HANDLER[self.ticket(number).queue])

    def day(self, later: int):
        """The local day so many days from the frozen beginning."""
        return (WEDNESDAY_NOON + timedelta(days=later)).date()

    def today(self, later: int):
        """The local day so many days from now."""
        return clock.local(clock.now()).date() + timedelta(days=later)

    def ticket(self, number: str) -> Ticket:
        """As the database has it."""
        return db.session.scalars(sa.select(Ticket).where(Ticket.number == number)
                                  .execution_options(populate_existing=True)).one()

    def steps(self, number: str) -> list[TimelineEntry]:
        """The timeline, oldest first."""
        return list(db.session.scalars(sa.select(TimelineEntry).join(Ticket, TimelineEntry.ticket_id == Ticket.id)
                                       .where(Ticket.number == number).order_by(TimelineEntry.id)))

    def verbs(self, number: str) -> list[str]:
        """The verbs of the timeline."""
        return [step.verb.value for step in self.steps(number)]

    def claims(self, number: str) -> list[Claim]:
        """Every claim there was, oldest first."""
        return list(db.session.scalars(sa.select(Claim).where(Claim.ticket_id == self.ticket(number).id)
                                       .order_by(Claim.id).execution_options(populate_existing=True)))

    def requests(self, number: str) -> list[Request]:
        """What its holders asked for, oldest first."""
        return list(db.session.scalars(sa.select(Request).where(Request.ticket_id == self.ticket(number).id)
                                       .order_by(Request.id).execution_options(populate_existing=True)))

    @contextmanager
    def letters(self):
        """`with life.letters() as heard:` collects (who, kind) of every letter written inside, in order."""
        last = db.session.scalar(sa.select(sa.func.max(Message.id))) or 0
        heard: list[tuple[str, str]] = []
        yield heard
        rows = db.session.execute(sa.select(Message.account_id, Message.kind).where(Message.id > last)
                                  .order_by(Message.id))
        heard += [(self._people.surname_of(row.account_id), row.kind) for row in rows]

    def seal(self, number: str, level=ReviewLevel.TOWN) -> str:
        """From now on sealed for who reviews at this level, whatever it says."""
        with atomic():
            self.ticket(number).review_level = level
            db.session.flush()
        return number

    def reject(self, number: str, by: str = "zhang", reason="这条路由市里养护") -> str:
        """Not accepted."""
        actions.reject(number, by=getattr(self._people, by), reason_code="not_ours", reason=reason,
                       other_channel="12345")
        return number

    def grant(self, name: str, role: Role, place: str) -> int:
        """A further role for one of the cast; returns the grant's id."""
        where = db.session.scalars(sa.select(Place).where(Place.code == cast.NICKNAMES[place])).one()
        return grants.give(role, getattr(self._people, name).account_id, where, by=self._people.zheng).id

    def revoke(self, name: str, role: Role) -> None:
        """The district takes this role from him."""
        for held in getattr(self._people, name).held(role):
            grants.revoke(held.grant_id, by=self._people.zheng)

    def newcomers(self, count: int) -> list[Actor]:
        """Fresh residents with a verified phone, who may take from the public queue."""
        with atomic():
            made = [create_account(f"居民{number}") for number in range(count)]
        return [Actor(account.id, account.display_name, phone_verified=True) for account in made]


@pytest.fixture
def frozen(app):
    """The clock stands at Wednesday noon; `frozen.shift(timedelta)` moves it."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(town, frozen):
    """The cast by surname: `people.wang`."""
    return People(town)


@pytest.fixture
def life(people):
    """Tickets and their lives."""
    return Life(people)


@pytest.fixture
def wait(frozen):
    """`wait(hours=2)`: the clock moves, and nobody has looked yet."""
    return lambda **span: frozen.shift(timedelta(**span))


@pytest.fixture
def time_passes(wait):
    """`time_passes(hours=2)`: the clock moves, and the timers run."""
    def pass_by(**span):
        wait(**span)
        return clockwork.run()
    return pass_by


@pytest.fixture
def broken_lamp(life):
    """The number of a lamp at building 1, of 李阿姨's, that waits for the party members there."""
    return life.submit(text="一号楼门口的路灯不亮")


@pytest.fixture
def stuck_lift(life):
    """The number of a lift at building 1, of 李阿姨's, that waits for the community's workers."""
    return life.submit(queue=Queue.COMMUNITY, text="一号楼的电梯停了")


@pytest.fixture
def noise(life):
    """Tickets that a question about another one must not find: elsewhere, another's, in other states."""
    return [life.submit(by="chen", place_code=cast.NICKNAMES["river_building"]),
            life.submit(by="chen", place_code=cast.NICKNAMES["courtyard_1"]),
            life.bring_to(State.REVIEWING, by="chen"), life.answer(life.submit(by="chen"))]
