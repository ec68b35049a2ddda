"""How a ticket of 李阿姨's comes to stand in every state, with every outcome, and where more is in the way."""

from __future__ import annotations

from service.feedback import actions
from service.feedback.routing import Queue
from service.feedback.workflow import State

SITUATIONS = {}
"""By name, what brings it about: from a life, the people, and how time passes, to a number."""


def situation(brings_about):
    """Registers how a ticket of 李阿姨's comes to stand somewhere."""
    SITUATIONS[brings_about.__name__] = brings_about
    return brings_about


for _state in (State.REVIEWING, State.QUEUED, State.CLAIMED, State.ASKING, State.SUSPENDED, State.ANSWERED,
               State.FORWARDED):
    SITUATIONS[_state.value] = lambda life, _people, _time, state=_state: life.bring_to(state)


@situation
def waits_for_members(life, _people, _time):
    return life.submit()


@situation
def contacted(life, people, _time):
    number = life.bring_to(State.CLAIMED)
    actions.contact(number, by=people.zhang, method="phone", reached=True)
    return number


@situation
def more_time_was_asked_for(life, people, _time):
    number = life.bring_to(State.CLAIMED)
    actions.request_extension(number, by=people.zhang, reason="等配件", answer_by=life.today(20))
    return number


@situation
def past_its_limit(life, _people, time):
    number = life.bring_to(State.CLAIMED)
    time(days=8)
    return life.hold(number) if life.ticket(number).state is State.QUEUED else number


@situation
def waits_again_after_an_answer(life, people, _time):
    number = life.reopened(life.bring_to(State.CLAIMED), 1)
    actions.release(number, by=people.zhang, reason="出差")
    return number


@situation
def not_solved_twice(life, _people, _time):
    return life.reopened(life.bring_to(State.CLAIMED), 2)


@situation
def names_a_worker(life, _people, _time):
    return life.submit(queue=Queue.COMMUNITY, text="电梯停了，请张蓉来看一下")


@situation
def with_no_room_in_hand(life, _people, _time):
    number = life.submit(queue=Queue.COMMUNITY)
    for _ in range(5):
        life.hold(life.submit(by="chen", queue=Queue.COMMUNITY), by="zhang")
    return number


@situation
def rejected(life, _people, _time):
    return life.reject(life.bring_to(State.QUEUED))


@situation
def rejected_long_ago(life, _people, time):
    number = life.reject(life.bring_to(State.QUEUED))
    time(days=8)
    return number


@situation
def objected_to(life, people, _time):
    number = life.reject(life.bring_to(State.QUEUED))
    actions.object_to(number, by=people.li, text="就是社区的事")
    return number


@situation
def upheld(life, people, _time):
    number = objected_to(life, people, _time)
    actions.decide_objection(number, by=people.wu, decision="uphold", reason="确实不归社区")
    return number


@situation
def ended(life, people, _time):
    number = life.reopened(life.bring_to(State.CLAIMED), 2)
    actions.end(number, by=people.wu, reason="两次都已核实", other_channel="信访")
    return number


@situation
def merged(life, _people, _time):
    return life.bring_to(State.CLOSED)


def _with_primary(life, people):
    number, primary = life.submit(queue=Queue.COMMUNITY), life.submit(by="chen", queue=Queue.COMMUNITY)
    actions.merge(number, by=people.zhang, into=primary)
    return number, primary


@situation
def merged_and_answered(life, people, _time):
    number, primary = _with_primary(life, people)
    life.answer(primary)
    return number


@situation
def merged_and_rejected(life, people, _time):
    number, primary = _with_primary(life, people)
    life.reject(primary)
    return number


@situation
def withdrawn(life, people, _time):
    number = life.bring_to(State.QUEUED)
    actions.withdraw(number, by=people.li)
    return number


@situation
def confirmed(life, _people, _time):
    return life.rate(life.bring_to(State.ANSWERED))


@situation
def auto_confirmed(life, _people, time):
    number = life.bring_to(State.ANSWERED)
    time(days=8)
    return number


@situation
def forwarded_done(life, people, _time):
    number = life.bring_to(State.FORWARDED)
    actions.feed_back(number, by=people.zhou, text="已办")
    return number


@situation
def sealed(life, _people, _time):
    return life.seal(life.bring_to(State.REVIEWING))


@situation
def sealed_in_a_reviewers_hands(life, people, _time):
    number = sealed(life, people, _time)
    actions.claim(number, by=people.wu)
    return number


@situation
def sealed_and_put_back(life, people, _time):
    number = sealed_in_a_reviewers_hands(life, people, _time)
    actions.release(number, by=people.wu, reason="出差")
    return number
