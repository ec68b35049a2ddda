"""What may happen to tickets of the demonstration town that figures count, by chance, through the real actions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.errors import NotFound
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Solved, Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State
from service.organization.models import Role
from service.statistics.actions import count_cohorts, count_tickets_again, publish_answers
from service.statistics.queries.tickets.cohorts import next_to_count
from service.town import cast
from tests.feedback.conftest import FOR, REVIEWED
from tests.statistics.happenings import Chance

PLACES = ("building_1", "building_2", "river_building", "courtyard_1", "other_community")
DESKS = ("zhang", "far", "lin", "wu")
HOLDERS = ("wang", "zhao", "sun", "qian", *DESKS)


class Lives(Chance):
    """`step()` does one thing with a ticket, or lets time pass; see Chance for its manners."""

    def __init__(self, life, people, clock_stands, seed: int):
        self.life, self.people, self.clock, self.chance = life, people, clock_stands, random.Random(seed)
        self.done, self.today = Counter(), life.today(0)
        life.grant("lin", Role.COMMUNITY_WORKER, "village")
        for _ in range(6):
            self.do_submit()
        self.verbs = [getattr(self, name) for name in vars(Lives) if name.startswith("do_")]
        self.timers = [getattr(self, name) for name in vars(Lives) if name.startswith("timer_")]

    def step(self) -> str:
        """The next thing; mostly after everything was counted, so that what is not noticed shows."""
        if self.chance.random() < 0.7:
            count_tickets_again()
        return super().step()

    def _number(self, *states: State, **facts) -> str:
        return self._one(Ticket, Ticket.state.in_(states), *(getattr(Ticket, key) == value
                                                            for key, value in facts.items())).number

    def _by_somebody(self, names, do) -> None:
        """The first who sees it does it, the others being tried in a chance order."""
        for name in self.chance.sample(names, len(names)):
            try:
                return do(getattr(self.people, name))
            except NotFound:
                continue
        raise IndexError("nobody sees it")

    def do_submit(self) -> None:
        place = cast.NICKNAMES[self.chance.choice(PLACES)]
        queue = self.chance.choice(list(Queue))
        category = {"category": FOR[queue]} if self.chance.random() < 0.8 else {"category": None, "text": REVIEWED}
        self.life.submit(by=self.chance.choice(("li", "chen")), place_code=place, queue=queue, **category)

    def do_submit_another(self) -> None:
        self.do_submit()

    def do_approve(self) -> None:
        number = self._number(State.REVIEWING)
        self._by_somebody(DESKS, lambda by: actions.approve(number, by=by))

    def do_reject(self) -> None:
        number = self._number(State.REVIEWING, State.QUEUED)
        self._by_somebody(DESKS, lambda by: actions.reject(number, by=by, reason_code="not_ours", reason="不归我们管",
                                                           other_channel="12345"))

    def do_sort_anew(self) -> None:
        number, category = self._number(State.QUEUED), self.chance.choice(("utilities.water", *FOR.values()))
        self._by_somebody(DESKS, lambda by: actions.recategorize(number, by=by, category=category))

    def do_claim(self) -> None:
        number = self._number(State.QUEUED)
        self._by_somebody(HOLDERS, lambda by: actions.claim(number, by=by))

    def do_release(self) -> None:
        self._as_holder(State.CLAIMED, lambda number, by: actions.release(number, by=by, reason="换人"))

    def do_send_elsewhere(self) -> None:
        number = self._number(State.QUEUED, State.CLAIMED)
        place = cast.NICKNAMES[self.chance.choice(PLACES)]
        self._by_somebody(DESKS, lambda by: actions.transfer(number, by=by, reason="归他们管", place_code=place))

    def do_send_to_another_queue(self) -> None:
        number, queue = self._number(State.QUEUED, State.CLAIMED), self.chance.choice(list(Queue))
        self._by_somebody(DESKS, lambda by: actions.transfer(number, by=by, reason="归他们办", queue=queue))

    def _as_holder(self, state: State, do) -> None:
        ticket = self._one(Ticket, Ticket.state == state)
        do(ticket.number, getattr(self.people, self.people.surname_of(ticket.holder_id)))

    def do_call(self) -> None:
        reached = self.chance.random() < 0.6
        self._as_holder(State.CLAIMED, lambda number, by: actions.contact(number, by=by, method="phone",
                                                                          reached=reached))

    def do_ask(self) -> None:
        self._as_holder(State.CLAIMED, lambda number, by: actions.ask(number, by=by, text="在几楼？"))

    def do_reply(self) -> None:
        number = self._number(State.ASKING)
        self._by_somebody(("li", "chen"), lambda by: actions.reply(number, by=by, text="三楼"))

    def do_answer(self) -> None:
        self._as_holder(State.CLAIMED, lambda number, by: actions.answer(number, by=by, text="修好了"))

    def do_call_and_answer(self) -> None:
        self._as_holder(State.CLAIMED, self._handle)

    def do_take_on_and_answer(self) -> None:
        number = self._number(State.QUEUED)

        def do(by):
            actions.claim(number, by=by)
            self._handle(number, by)
        self._by_somebody(HOLDERS, do)

    def do_take_on_and_answer_another(self) -> None:
        self.do_take_on_and_answer()

    def _handle(self, number: str, by) -> None:
        actions.contact(number, by=by, method="visit", reached=True)
        actions.answer(number, by=by, text="修好了")

    def do_rate(self) -> None:
        ticket = self._one(Ticket, sa.or_(Ticket.state == State.ANSWERED, Ticket.outcome == Outcome.MERGED))
        solved, satisfaction = self.chance.choice(list(Solved)), self.chance.randint(1, 5)
        actions.rate(ticket.number, by=getattr(self.people, self.people.surname_of(ticket.reporter_id)), solved=solved,
                     satisfaction=satisfaction)

    def do_rate_another(self) -> None:
        self.do_rate()

    def do_merge(self) -> None:
        number, into = self._number(State.QUEUED, State.CLAIMED), self._number(State.QUEUED, State.ANSWERED)
        self._by_somebody(DESKS, lambda by: actions.merge(number, by=by, into=into))

    def do_unmerge(self) -> None:
        number = self._number(State.CLOSED, outcome=Outcome.MERGED)
        self._by_somebody(DESKS, lambda by: actions.unmerge(number, by=by))

    def do_forward(self) -> None:
        number = self._number(State.QUEUED, State.CLAIMED)
        self._by_somebody(DESKS, lambda by: actions.forward(number, by=by, reason="归口热线", external_system="12345"))

    def do_take_back(self) -> None:
        number = self._number(State.FORWARDED)
        self._by_somebody(DESKS, lambda by: actions.take_back(number, by=by, reason="他们不收"))

    def do_withdraw(self) -> None:
        ticket = self._one(Ticket, Ticket.state.in_((State.QUEUED, State.CLAIMED)))
        actions.withdraw(ticket.number, by=getattr(self.people, self.people.surname_of(ticket.reporter_id)))

    def timer_count_some(self) -> None:
        some = next_to_count(clock.now(), self.chance.randint(1, 3))
        if some:
            count_cohorts(some)

    def timer_publish(self) -> None:
        publish_answers()

    def timer_let_time_pass(self) -> None:
        self.clock.shift(timedelta(hours=self.chance.choice((1, 5, 13, 25, 49, 170, 300))))
        if self.chance.random() < 0.4:
            clockwork.run()

