"""The table of a ticket's life is the whole truth: actions, database, clock and documentation follow it."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from service.core.database import atomic, db
from service.core.errors import WrongMoment
from service.feedback import actions, workflow
from service.feedback.models import Solved, Ticket
from service.feedback.queries import opening, showing
from service.feedback.routing import Queue
from service.feedback.workflow import MOVES, Outcome, State, Verb

EVERYBODY = ("li", "zhang", "zhou", "wu")


class _Undo(Exception):
    """Ends a try without a trace."""


def _ways(life, people, number):
    """Verb → the action by who may do it; preparations that only the right state allows come first."""
    day, answer = life.day, {"solved": Solved.YES, "satisfaction": 5}
    return {
        Verb.APPROVE: lambda: actions.approve(number, by=people.zhou),
        Verb.REJECT: lambda: actions.reject(number, by=people.zhou, reason_code="court", reason="已起诉",
                                            other_channel="法院"),
        Verb.RECATEGORIZE: lambda: actions.recategorize(number, by=people.zhou, category="help.carrying"),
        Verb.CLAIM: lambda: actions.claim(number, by=people.zhou),
        Verb.DISPATCH: lambda: actions.dispatch(number, by=people.zhou, account_id=people.zhou.account_id),
        Verb.RELEASE: lambda: actions.release(number, by=people.zhang, reason="出差"),
        Verb.TRANSFER: lambda: actions.transfer(number, by=people.zhou, queue=Queue.PUBLIC, reason="邻居能办"),
        Verb.CONTACT: lambda: actions.contact(number, by=people.zhang, method="visit", reached=False),
        Verb.ASK: lambda: actions.ask(number, by=people.zhang, text="在几楼？"),
        Verb.REPLY: lambda: actions.reply(number, by=people.li, text="三楼"),
        Verb.SUSPEND: lambda: actions.request_suspension(number, by=people.zhang, reason="等件", review_on=day(9)),
        Verb.EXTEND: lambda: actions.request_extension(number, by=people.zhang, reason="等件", answer_by=day(20)),
        Verb.RESUME: lambda: actions.resume(number, by=people.zhang),
        Verb.RATE: lambda: actions.rate(number, by=people.li, **answer),
        Verb.REOPEN: lambda: actions.rate(number, by=people.li, **answer | {"solved": Solved.NO}),
        Verb.ESCALATE: lambda: actions.escalate(number, by=people.wu, reason="拖得太久"),
        Verb.MERGE: lambda: actions.merge(number, by=people.zhou, into=life.submit(queue=Queue.COMMUNITY)),
        Verb.UNMERGE: lambda: actions.unmerge(number, by=people.zhou),
        Verb.FORWARD: lambda: actions.forward(number, by=people.zhou, reason="归口", external_system="12345"),
        Verb.FEED_BACK: lambda: actions.feed_back(number, by=people.zhou, text="已处理"),
        Verb.TAKE_BACK: lambda: actions.take_back(number, by=people.zhou, reason="对方不收"),
        Verb.WITHDRAW: lambda: actions.withdraw(number, by=people.li),
    } | _prepared(life, people, number)


def _prepared(life, people, number):
    """Verbs that need something beside the right state: a request, a contact, two reopenings, the timer."""
    held = life.ticket(number).state is State.CLAIMED

    def consent():
        if held:
            actions.request_suspension(number, by=people.zhang, reason="等件", review_on=life.day(9))
        actions.decide(number, by=people.wu, granted=True)

    def answer():
        if held:
            actions.contact(number, by=people.zhang, method="phone", reached=True)
        actions.answer(number, by=people.zhang, text="修好了")

    def end():
        opening.locked(number).reopened = 2
        db.session.flush()
        actions.end(number, by=people.wu, reason="两次办理", other_channel="信访")

    def by_system(verb, **more):
        return lambda: opening.locked(number).advance(verb, by=None, role="system", **more)
    return {Verb.CONSENT: consent, Verb.ANSWER: answer, Verb.END: end,
            Verb.SUBMIT: by_system(Verb.SUBMIT), Verb.FALL_THROUGH: by_system(Verb.FALL_THROUGH),
            Verb.AUTO_CONFIRM: by_system(Verb.AUTO_CONFIRM, outcome=Outcome.AUTO_CONFIRMED)
            } | _sealed(life, people, number) | _objected_to(life, people, number)


def _sealed(life, people, number):
    """What is sealed is done with where others may not yet or no longer, by the town's supervisor."""
    def sealed(act):
        def done():
            life.seal(number)
            act(number, by=people.wu)
        return done
    return {State.QUEUED: {Verb.APPROVE: sealed(actions.approve)},
            State.REVIEWING: {Verb.CLAIM: sealed(actions.claim), Verb.FORWARD: sealed(partial(
                actions.forward, reason="归口", external_system="纪检"))}}.get(life.ticket(number).state, {})


def _objected_to(life, people, number):
    """Of what was merged, the ticket it went into is rejected first."""
    def object_to():
        if life.ticket(number).state is State.CLOSED:
            primary = db.session.get_one(Ticket, life.ticket(number).merged_into_id)
            actions.reject(primary.number, by=people.zhou, reason_code="court", reason="已起诉", other_channel="法院")
        actions.object_to(number, by=people.li, text="没有起诉过")

    def decide_objection():
        object_to()
        actions.decide_objection(number, by=people.wu, decision="reopen", reason="查无诉讼")
    return {Verb.OBJECT: object_to, Verb.DECIDE_OBJECTION: decide_objection}


def _is_refused(act) -> bool:
    """Try it, and take everything back."""
    try:
        with atomic():
            act()
            raise _Undo
    except WrongMoment:
        return True
    except _Undo:
        return False


@pytest.mark.parametrize("state", State)
def test_every_verb_is_refused_in_every_state_the_table_does_not_name(life, people, state):
    number = life.bring_to(state)

    refused = {verb for verb in Verb if _is_refused(_ways(life, people, number)[verb])}

    assert refused == {verb for verb in Verb if state not in MOVES[verb].sources}


def test_a_ticket_can_be_brought_into_every_state(life):
    assert [life.ticket(life.bring_to(state)).state for state in State] == list(State)


def test_every_state_can_be_reached_from_a_submit():
    reached = {State.QUEUED, State.REVIEWING}
    for _ in State:
        reached |= {move.target for move in MOVES.values() if move.target and move.sources & reached}

    assert reached == set(State)


def test_every_open_state_leads_on_to_closed():
    ends = {State.CLOSED}
    for _ in State:
        ends |= {source for move in MOVES.values() if move.target in ends for source in move.sources}

    assert ends == set(State)


def _permitted(life, people, state):
    number = life.bring_to(state)
    return {Verb(verb) for name in EVERYBODY for verb in showing.seen_by(number, getattr(people, name))["permitted"]}


def test_every_open_state_has_somebody_who_can_move_it_on_and_is_shown_only_what_the_table_allows(life, people):
    permitted = {state: _permitted(life, people, state) for state in State if state is not State.CLOSED}

    assert all(verbs - {Verb.ESCALATE} for verbs in permitted.values())
    assert all(state in MOVES[verb].sources for state, verbs in permitted.items() for verb in verbs)


def test_every_state_but_closed_has_a_time_limit(life):
    for state in State:
        ticket = life.ticket(life.bring_to(state))
        assert (ticket.wake_at is None) == (state is State.CLOSED)
        assert ticket.wake_at is None or ticket.wake_at < ticket.created_at + timedelta(days=12)


def test_the_documentation_is_made_from_the_table():
    page = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")

    assert page == workflow.as_page()


def test_the_documentation_shows_the_diagram_and_every_verb(app):
    printed = app.test_cli_runner().invoke(args=["feedback", "workflow"]).output

    assert workflow.as_diagram() in printed
    assert all(f"| {verb} | {move.says} |" in printed for verb, move in MOVES.items())
