"""What may happen in the demonstration town that figures count, done by chance through the packages' own actions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Problem
from service.courtyard.actions import approving, days, decisions, planning, submitting
from service.courtyard.models import DayState, Decision, DecisionState, PartyMassDay, Reason, RuleKind
from service.development import actions as development
from service.development.models import Candidate
from service.development.stages import Ending, Stage
from service.feedback import actions as feedback
from service.feedback.models import Ticket
from service.mediation import actions as mediation
from service.mediation.catalogue import DisputeType, Outcome, Source
from service.mediation.models import Mediation
from service.membership.actions import deciding, ending, registering
from service.membership.models.registration import Registration, RegistrationState
from service.organization.actions import grants, importing
from service.organization.actions.places import create
from service.organization.models import Level, Role
from service.organization.queries.people import actor_of_account
from service.statistics.actions import count_again
from service.town import cast
from tests.courtyard.notebook import Notebook, opinion

MANNERS = ("alone", "alone", "together", "savepoint", "given_up")


class Broken(Exception):
    """A transaction somebody gave up."""


class Chance:
    """`step()` does one thing, drawn by a seed; what the town refuses is no step. `done` counts what was done."""

    def __init__(self, town, clock_stands, seed: int):
        self.town, self.clock, self.chance = town, clock_stands, random.Random(seed)
        self.notebook, self.by, self.done = Notebook(town), Notebook(town).by, Counter()
        for place in ("village", "other_community"):
            grants.give(Role.COMMUNITY_WORKER, town.account("worker-zhou").id, town.place(place), by=self.by("zheng"))
        for number in (1, 2):
            planning.set_rule(f"demo-group-{number}", by=self.by("lin"), kind=RuleKind.DAY_OF_MONTH,
                              day=clock.local(clock.now()).day)
        self.verbs = [getattr(self, name) for name in vars(Chance) if name.startswith("do_")]
        self.timers = [getattr(self, name) for name in vars(Chance) if name.startswith("timer_")]

    def step(self) -> str:
        """The next thing that is not refused: alone, with another, after an undone savepoint, or given up at last."""
        while True:
            verb, manner = self.chance.choice(self.verbs + self.timers), self.chance.choice(MANNERS)
            manner = "alone" if verb in self.timers else manner  # nobody starts a timer within a transaction
            try:
                getattr(self, f"_{manner}")(verb)
            except Broken:  # all of it has been undone
                return f"{verb.__name__} {manner}"
            except (Problem, IndexError):  # refused; nothing to draw from
                continue
            finally:
                db.session.expire_all()
            self.done[verb.__name__] += 1
            return f"{verb.__name__} {manner}"

    def _alone(self, verb) -> None:
        verb()

    def _together(self, verb) -> None:
        with atomic():
            self.chance.choice(self.verbs)()
            verb()

    def _savepoint(self, verb) -> None:
        """Done and undone within a transaction in which it is done again."""
        with atomic():
            try:
                with db.session.begin_nested():
                    verb()
                    db.session.flush()
                    raise Broken
            except Broken:
                db.session.expire_all()
            verb()

    def _given_up(self, verb) -> None:
        with atomic():
            verb()
            db.session.flush()
            raise Broken

    def _one(self, model, *conditions):
        return self.chance.choice(db.session.scalars(
            sa.select(model).where(*conditions).order_by(model.id).execution_options(populate_existing=True)).all())

    def timer_count(self) -> None:
        count_again()

    def timer_count_once_more(self) -> None:
        count_again(limit=self.chance.randint(1, 3))

    def timer_let_time_pass(self) -> None:
        self.clock.shift(timedelta(hours=self.chance.choice((1, 7, 24))))

    def do_end_a_day_as_not_held(self) -> None:
        days.not_held(self.notebook.day(), by=self.by("lin"), reason="下大雨",
                      reason_code=self.chance.choice(list(Reason)))

    def do_reopen_a_day(self) -> None:
        days.reopen(self._one(PartyMassDay, PartyMassDay.state == DayState.NOT_HELD).id, by=self.by("lin"),
                    reason="后来开了")

    def do_fix_another_day(self) -> None:
        planning.set_rule(self.chance.choice(("demo-group-1", "demo-group-2")), by=self.by("lin"),
                          kind=RuleKind.DAY_OF_MONTH, day=self.chance.randint(1, 28))

    def do_submit_a_log(self) -> None:
        day_id, today = self.notebook.day(), clock.local(clock.now()).date()
        due = today + timedelta(days=self.chance.randint(0, 3))
        said = [opinion(number, to_raise=self.chance.random() < 0.7) for number in range(self.chance.randint(1, 3))]
        decided = [{"client_id": "d-1", "what": "清理水渠", "who": "大家", "due_on": due}]
        client_id = self.notebook.submitted(day_id=day_id, items=said, decisions=decided)
        if self.chance.random() < 0.4:
            approving.send_back(client_id, by=self.by("lin"), reason="请补上到场人数")
            self.notebook.save(client_id=client_id, day_id=day_id, **self.notebook.whole(items=said, decisions=[]))
            submitting.submit(client_id, by=self.by("hu"))

    def do_end_a_decision(self) -> None:
        decision = self._one(Decision, Decision.state == DecisionState.OPEN)
        if self.chance.random() < 0.5:
            decisions.complete(decision.id, by=self.by("lin"), text="清完了")
        else:
            decisions.drop(decision.id, by=self.by("lin"), reason="不用清了")

    def do_send_a_ticket_elsewhere(self) -> None:
        feedback.transfer(self._one(Ticket, Ticket.source == "courtyard").number, by=self.by("wu"), reason="归他们管",
                          place_code=self.chance.choice((cast.COMMUNITY, cast.OTHER_COMMUNITY, cast.VILLAGE)))

    def do_work_on_a_ticket(self) -> None:
        self.answer(self._one(Ticket, Ticket.source == "courtyard").number)

    def answer(self, number: str) -> None:
        """A worker takes the ticket on and answers it."""
        worker = self.by("zhou")
        feedback.claim(number, by=worker)
        feedback.contact(number, by=worker, method="visit", reached=True)
        feedback.answer(number, by=worker, text="灯换好了")

    def timer_let_a_ticket_rest(self) -> None:
        ticket = self._one(Ticket, Ticket.source == "courtyard", Ticket.state == "answered")
        self.clock.shift(timedelta(days=8))
        feedback.clockwork.act(ticket.id)

    def do_open_a_dispute(self) -> None:
        mediation.open_case(by=self.by("lin"), place_code=cast.NICKNAMES["courtyard_1"], source=Source.APPLIED,
                            type=self.chance.choice(list(DisputeType)), facts="排水沟的事", parties=[{"name": "余秀兰"},
                            {"name": "游建国"}])

    def do_end_a_dispute(self) -> None:
        mediation.end(self._one(Mediation, Mediation.outcome.is_(None)).id, by=self.by("lin"),
                      outcome=Outcome.ORAL_AGREEMENT, text="各让一步")

    def do_register(self) -> None:
        registering.register(by=self.by(self.chance.choice(("wang", "zhao", "sun"))), unit_code=cast.UNIT_CODE,
                             place_code=cast.NICKNAMES[self.chance.choice(("building_1", "building_2"))],
                             skills=["electrical"], services=["repairs"])

    def do_accept_everybody(self) -> None:
        ids = db.session.scalars(sa.select(Registration.id).order_by(Registration.id)).all()
        deciding.accept_all(ids, by=self.by("zhang"))

    def do_move_house(self) -> None:
        registration = self._one(Registration, Registration.state == RegistrationState.ACCEPTED)
        registering.move(registration.id, by=actor_of_account(registration.account_id), place_code=cast.NICKNAMES[
            self.chance.choice(("building_3", "village", "other_community"))])

    def do_end_a_registration(self) -> None:
        registration = self._one(Registration, Registration.state == RegistrationState.ACCEPTED)
        ending.end(registration.id, by=self.by("zhang"), reason="搬走了")

    def do_take_a_candidate_on(self) -> None:
        today = clock.local(clock.now()).date()
        development.take_on(by=self.by("lin"), name="文小英", branch_code="demo-branch-village",
                            on=today - timedelta(days=800), contacts=[self.notebook.member("胡院长")])

    def do_bring_a_candidate_on(self) -> None:
        candidate, today = self._one(Candidate, Candidate.ended_on.is_(None)), clock.local(clock.now()).date()
        if self.chance.random() < 0.7:
            development.reach(candidate.id, by=self.by("lin"), stage=Stage.ACTIVIST, on=today)
        else:
            development.end(candidate.id, by=self.by("lin"), reason=Ending.WITHDRAWN, on=today)

    def do_build_a_house(self) -> None:
        create("新楼", Level.BUILDING, self.town.place("compound"), by=self.by("zhang"))

    def do_import_places(self) -> None:
        code, name = f"{cast.COMMUNITY}-{self.chance.randint(50, 53)}", uuid4().hex[:6]
        rows = [("地点编码", "名称", "级别", "上级编码"), (code, name, "小区", cast.COMMUNITY),
                (f"{code}-01", name, "楼栋", code)]
        importing.import_list("\n".join(map(",".join, rows)).encode(), by=self.by("zheng"))
