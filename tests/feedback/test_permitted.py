"""`permitted` is what really works: over every state and outcome, for everybody and every verb, in both directions.

Verbs the table forbids in a state are refused to everybody: `test_workflow` tries them.
"""

from contextlib import suppress

import pytest

from service.core.database import atomic, db
from service.core.errors import NotFound, Problem
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.policy import MAY, SAID_OTHERWISE
from service.feedback.queries import people as holders
from service.feedback.queries import showing
from service.feedback.routing import Queue
from service.feedback.workflow import MOVES, Outcome, State, Verb
from service.town import cast
from tests.feedback.situations import SITUATIONS

EVERYBODY = ("li", "zhang", "zhou", "wang", "qian", "wu", "zheng", "lin")


class _Undo(Exception):
    """Ends a try without a trace."""


def _ways(life, number, by):
    """Verb → the action by this person with input that is right for this ticket."""
    ticket = life.ticket(number)
    day, reason = life.today(10), {"reason": "说明"}
    target = {"place_code": cast.NICKNAMES["river_building"]} if ticket.review_level else {
        "queue": Queue.PUBLIC if ticket.queue is not Queue.PUBLIC else Queue.COMMUNITY}
    there = [one["account_id"] for one in holders.candidates(ticket)] or [by.account_id]
    return {
        Verb.APPROVE: lambda: actions.approve(number, by=by),
        Verb.REJECT: lambda: actions.reject(number, by=by, reason_code="court", other_channel="法院", **reason),
        Verb.RECATEGORIZE: lambda: actions.recategorize(number, by=by, category="help.carrying"),
        Verb.CLAIM: lambda: actions.claim(number, by=by),
        Verb.DISPATCH: lambda: actions.dispatch(number, by=by, account_id=there[0]),
        Verb.RELEASE: lambda: actions.release(number, by=by, **reason),
        Verb.TRANSFER: lambda: actions.transfer(number, by=by, **reason, **target),
        Verb.CONTACT: lambda: actions.contact(number, by=by, method="visit", reached=True),
        Verb.ASK: lambda: actions.ask(number, by=by, text="在几楼？"),
        Verb.REPLY: lambda: actions.reply(number, by=by, text="三楼"),
        Verb.SUSPEND: lambda: actions.request_suspension(number, by=by, review_on=day, **reason),
        Verb.EXTEND: lambda: actions.request_extension(number, by=by, answer_by=life.today(60), **reason),
        Verb.CONSENT: lambda: actions.decide(number, by=by, granted=False),
        Verb.RESUME: lambda: actions.resume(number, by=by),
        Verb.ANSWER: lambda: actions.answer(number, by=by, text="修好了"),
        Verb.RATE: lambda: actions.rate(number, by=by, solved=Solved.YES, satisfaction=5),
    } | _ways_above(life, number, by, reason)


def _ways_above(life, number, by, reason):
    def merge():
        primary = life.submit(by="chen", queue=Queue.COMMUNITY)
        if life.ticket(number).review_level:
            actions.claim(life.seal(primary), by=by)
        actions.merge(number, by=by, into=primary)
    return {
        Verb.ESCALATE: lambda: actions.escalate(number, by=by, **reason), Verb.MERGE: merge,
        Verb.UNMERGE: lambda: actions.unmerge(number, by=by),
        Verb.FORWARD: lambda: actions.forward(number, by=by, external_system="12345", **reason),
        Verb.FEED_BACK: lambda: actions.feed_back(number, by=by, text="已办"),
        Verb.TAKE_BACK: lambda: actions.take_back(number, by=by, **reason),
        Verb.WITHDRAW: lambda: actions.withdraw(number, by=by),
        Verb.END: lambda: actions.end(number, by=by, other_channel="信访", **reason),
        Verb.OBJECT: lambda: actions.object_to(number, by=by, text="不是这样"),
        Verb.DECIDE_OBJECTION: lambda: actions.decide_objection(number, by=by, decision="reopen", **reason),
    }


def _works(act) -> bool:
    """Try it, and take everything back."""
    try:
        with atomic():
            act()
            raise _Undo
    except Problem:
        return False
    except _Undo:
        return True


def _permitted(number, by):
    try:
        return set(showing.seen_by(number, by)["permitted"])
    except NotFound:
        return set()


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_is_permitted_works_and_what_works_is_permitted(life, people, time_passes, name):
    number = SITUATIONS[name](life, people, time_passes)

    asked = {verb for verb in MAY if life.ticket(number).state in MOVES[verb].sources} | {Verb.RATE}
    found = {}
    for who in EVERYBODY:
        by = getattr(people, who)
        works = {verb.value for verb, act in _ways(life, number, by).items() if verb in asked and _works(act)}
        found[who] = (works - _permitted(number, by), _permitted(number, by) - works)

    assert {who: both for who, both in found.items() if any(both)} == {}


def test_every_state_and_every_outcome_is_tried(life, people, time_passes):
    states, outcomes = set(), set()
    for brings_about in SITUATIONS.values():
        with suppress(_Undo), atomic():
            ticket = life.ticket(brings_about(life, people, time_passes))
            states.add(ticket.state)
            outcomes.add(ticket.outcome)
            raise _Undo
        db.session.expunge_all()  # the next one is given the same id

    assert (states, outcomes) == (set(State), {None, *Outcome})


def test_every_verb_somebody_may_do_is_tried(life, people):
    assert set(_ways(life, life.submit(), people.li)) == set(MAY) - SAID_OTHERWISE


