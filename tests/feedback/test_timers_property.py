"""Whatever people and time do with a ticket in whatever order, its row, its timeline and its alarm agree."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.database import atomic
from service.core.errors import Problem
from service.feedback import actions, timers
from service.feedback.actions import clockwork
from service.feedback.models import Solved
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import State
from tests.feedback.conftest import WEDNESDAY_NOON

HOURS = (0.1, 1, 3, 13, 25, 49, 100, 170, 400)
NAMES = ("li", "zhang", "zhou", "wang", "wu", "zheng", "qian")
VERBS = {
    "approve": lambda n, by, life: actions.approve(n, by=by),
    "recategorize": lambda n, by, life: actions.recategorize(n, by=by, category="utilities.water"),
    "sort again": lambda n, by, life: actions.recategorize(n, by=by, category="help.lost_property"),
    "claim": lambda n, by, life: actions.claim(n, by=by),
    "dispatch": lambda n, by, life: actions.dispatch(n, by=by, account_id=life.handler(n).account_id),
    "release": lambda n, by, life: actions.release(n, by=by, reason="x"),
    "to members": lambda n, by, life: actions.transfer(n, by=by, reason="x", queue=Queue.PARTY_MEMBER),
    "to community": lambda n, by, life: actions.transfer(n, by=by, reason="x", queue=Queue.COMMUNITY),
    "contact": lambda n, by, life: actions.contact(n, by=by, method="phone", reached=True),
    "ask": lambda n, by, life: actions.ask(n, by=by, text="？"),
    "reply": lambda n, by, life: actions.reply(n, by=by, text="x"),
    "suspend": lambda n, by, life: actions.request_suspension(n, by=by, reason="x", review_on=life.today(3)),
    "extend": lambda n, by, life: actions.request_extension(n, by=by, reason="x", answer_by=life.today(30)),
    "consent": lambda n, by, life: actions.decide(n, by=by, granted=True),
    "refuse": lambda n, by, life: actions.decide(n, by=by, granted=False),
    "resume": lambda n, by, life: actions.resume(n, by=by),
    "answer": lambda n, by, life: actions.answer(n, by=by, text="x"),
    "rate": lambda n, by, life: actions.rate(n, by=by, solved=Solved.YES, satisfaction=3),
    "not solved": lambda n, by, life: actions.rate(n, by=by, solved=Solved.NO, satisfaction=1),
    "escalate": lambda n, by, life: actions.escalate(n, by=by, reason="x"),
    "merge": lambda n, by, life: actions.merge(n, by=by, into=life.submit(by="chen")),
    "unmerge": lambda n, by, life: actions.unmerge(n, by=by),
    "forward": lambda n, by, life: actions.forward(n, by=by, reason="x", external_system="12345"),
    "feed back": lambda n, by, life: actions.feed_back(n, by=by, text="x"),
    "take back": lambda n, by, life: actions.take_back(n, by=by, reason="x"),
    "reject": lambda n, by, life: actions.reject(n, by=by, reason_code="court", reason="x", other_channel="y"),
    "object": lambda n, by, life: actions.object_to(n, by=by, text="x"),
    "open again": lambda n, by, life: actions.decide_objection(n, by=by, decision="reopen", reason="x"),
    "uphold": lambda n, by, life: actions.decide_objection(n, by=by, decision="uphold", reason="x"),
    "wait": lambda n, by, life: None,
    "withdraw": lambda n, by, life: actions.withdraw(n, by=by),
    "end": lambda n, by, life: actions.end(n, by=by, reason="x", other_channel="y"),
}
LIKELY = {  # what is done often stands often, and little ends a life, so that lives grow long
    State.REVIEWING: ["approve", "approve", "recategorize", "wait"],
    State.QUEUED: ["claim"] * 6 + ["dispatch"] * 2 + [
        "to members", "to community", "recategorize", "sort again", "merge", "forward", "withdraw", "escalate",
        "reject", "wait", "wait"],
    State.CLAIMED: ["contact", "answer"] * 4 + ["suspend", "extend", "consent", "consent", "ask"] * 2 + [
        "refuse", "release", "to members", "to community", "forward", "merge", "end", "escalate", "wait"],
    State.ASKING: ["reply", "reply", "resume", "wait", "escalate"],
    State.SUSPENDED: ["resume", "wait", "escalate"],
    State.ANSWERED: ["not solved"] * 4 + ["rate", "end", "wait"],
    State.FORWARDED: ["take back", "take back", "feed back", "wait"],
    State.CLOSED: ["unmerge", "object", "object", "open again", "uphold", "wait"],
}
STARTS = ({}, {"queue": Queue.COMMUNITY}, {"queue": Queue.PUBLIC}, {"urgency": Urgency.COMPLEX},
          {"category": None, "text": "举报收费不公开"}, {"urgency": Urgency.EMERGENCY}, {"anonymous": True})


def _agrees(life, number):
    ticket, steps = life.ticket(number), life.steps(number)
    assert (ticket.wake_at, ticket.limit_at) == (timers.wake_at(ticket), timers.limit_at(ticket))
    assert ticket.wake_at == min((at for at, _ in timers.schedule(ticket)), default=None)
    assert (ticket.wake_at is None) <= (ticket.state is State.CLOSED or ticket.answer_warned == timers.OVERDUE)
    assert steps[-1].to_state is ticket.state
    assert all(one.to_state is next_one.from_state for one, next_one in zip(steps, steps[1:], strict=False))
    assert len([one for one in life.claims(number) if one.ended_at is None]) == (
        ticket.holder_id is not None and ticket.state is not State.CLOSED)
    assert not (ticket.needs_enforcement and ticket.queue is not Queue.COMMUNITY)
    assert [one for one in life.requests(number) if one.decided_at is None] == [] or ticket.state in (
        State.CLAIMED, State.ASKING)


def _time_acts(life, number):
    for _ in range(40):
        if clockwork.act(life.ticket(number).id) is None:
            return
    raise AssertionError("the timers never come to rest")


@settings(max_examples=30, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(start=st.sampled_from(STARTS), steps=st.lists(
    st.tuples(st.integers(0, 2**40), st.sampled_from(HOURS)), min_size=10, max_size=18))
def test_after_every_step_the_alarm_is_the_earliest_event_and_every_invariant_holds(life, people, frozen, start, steps):
    frozen.move_to(WEDNESDAY_NOON)
    number = life.submit(**start)
    for choice, hours in steps:
        likely = LIKELY[life.ticket(number).state]
        name = likely[choice % len(likely)]
        for by in NAMES:  # the first who may does it
            with suppress(Problem), atomic():
                VERBS[name](number, getattr(people, by), life)
                break
        _agrees(life, number)
        if name == "wait" or choice % 5 == 0:
            frozen.shift(timedelta(hours=hours))
            _time_acts(life, number)
            _agrees(life, number)
