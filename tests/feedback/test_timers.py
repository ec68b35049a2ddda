"""What time does by itself acts once: on time, late, twice, and by two workers at the same moment."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Ticket, TimelineEntry
from service.feedback.queries import people as concerned
from service.feedback.routing import Queue, Urgency
from service.feedback.timers import Event
from service.feedback.workflow import State
from service.notifications.models import Message


def _everything():
    """What the timers could change, as one value."""
    tickets = db.session.execute(sa.select(Ticket.__table__).order_by(Ticket.id)).all()
    return tickets, db.session.scalar(sa.select(sa.func.count()).select_from(TimelineEntry)), \
        db.session.scalar(sa.select(sa.func.count()).select_from(Message))


def _watch(life, time_passes, hours, step=0.5):
    """Let time pass in half hours; gives [(hour, who, kind)] of what was written."""
    seen = []
    for number in range(1, int(hours / step) + 1):
        with life.letters() as heard:
            time_passes(hours=step)
        seen += [(number * step, *letter) for letter in heard]
    return seen


def test_workers_are_warned_at_half_and_at_four_fifths_of_the_limit_to_claim(life, stuck_lift, time_passes):
    warnings = [one for one in _watch(life, time_passes, 23.5) if "warned" in one[2]]

    assert sorted(warnings) == [(12, "zhang", "claim_warned_50"), (12, "zhou", "claim_warned_50"),
                                (19.5, "zhang", "claim_warned_80"), (19.5, "zhou", "claim_warned_80")]


def test_the_holder_is_warned_at_half_and_at_four_fifths_of_the_limit_to_answer(life, time_passes):
    life.hold(life.submit(queue=Queue.COMMUNITY, urgency=Urgency.URGENT))

    warnings = [one for one in _watch(life, time_passes, 24) if "warned" in one[2]]

    assert warnings == [(12, "zhang", "answer_warned_50"), (19.5, "zhang", "answer_warned_80")]


def test_warnings_of_both_limits_at_one_moment_are_both_heard(life, people, broken_lamp, time_passes):
    time_passes(hours=20)
    actions.claim(broken_lamp, by=people.wang)
    time_passes(hours=52)  # three days in all: half a day before half of the limit to answer
    actions.transfer(broken_lamp, by=people.zhang, reason="近", queue=Queue.COMMUNITY)

    with life.letters() as heard:
        time_passes(hours=12)

    assert sorted(heard) == [("zhang", "answer_warned_50"), ("zhang", "claim_warned_50"),
                             ("zhou", "answer_warned_50"), ("zhou", "claim_warned_50")]


def test_a_missed_answer_goes_to_the_town_once(life, people, stuck_lift, time_passes):
    time_passes(hours=20)
    life.hold(stuck_lift)
    actions.contact(stuck_lift, by=people.zhang, method="phone", reached=True)
    time_passes(days=6)
    actions.contact(stuck_lift, by=people.zhang, method="phone", reached=True)

    with life.letters() as heard:
        for _ in range(5):
            time_passes(hours=4)

    assert [one for one in heard if one[1] == "escalated"] == [("wu", "escalated")]


def test_after_a_week_without_a_worker_each_event_acts_once_and_in_order(life, broken_lamp, stuck_lift, time_passes):
    answered = life.answer(life.submit(queue=Queue.PUBLIC))

    done = time_passes(days=7, hours=1)

    assert life.verbs(broken_lamp) == ["submit", "fall_through", "escalate"]
    assert "T" not in life.steps(broken_lamp)[-1].text  # a person reads it: no moment as programs write one
    assert life.verbs(stuck_lift) == ["submit", "escalate", "escalate"]
    assert life.ticket(broken_lamp).claim_by > life.ticket(broken_lamp).answer_by  # the community gets its own day
    assert life.ticket(answered).state is State.CLOSED
    assert done[Event.CLAIM_OVERDUE] == done[Event.ANSWER_OVERDUE] == 2 and done[Event.RATING_OVERDUE] == 1


def test_after_a_long_stop_nobody_is_warned_of_what_is_over(life, stuck_lift, time_passes):
    with life.letters() as heard:
        time_passes(days=8)

    assert not [one for one in heard if "warned" in one[1]]


def test_after_a_stop_only_the_higher_warning_is_sent(life, stuck_lift, time_passes):
    with life.letters() as heard:
        time_passes(hours=20)

    assert {kind for _, kind in heard} == {"claim_warned_80"}


def test_running_twice_does_nothing_the_second_time(life, broken_lamp, stuck_lift, noise, time_passes):
    time_passes(days=8)
    before = _everything()

    assert clockwork.run() == {}
    assert _everything() == before


def test_a_dry_run_names_what_is_due_and_changes_nothing(app, broken_lamp, stuck_lift, wait):
    wait(hours=30)
    before = _everything()

    said = clockwork.would_do()
    printed = app.test_cli_runner().invoke(args=["feedback", "timers", "--dry-run"]).output

    assert said == [(broken_lamp, Event.WARN_CLAIM), (stuck_lift, Event.WARN_CLAIM)]
    assert f"{broken_lamp} warn_claim" in printed
    assert _everything() == before


def test_the_command_does_what_the_timer_does(app, life, broken_lamp, wait):
    wait(hours=30)

    printed = app.test_cli_runner().invoke(args=["feedback", "timers"]).output

    assert "claim_overdue: 1" in printed and life.ticket(broken_lamp).queue is Queue.COMMUNITY


@pytest.mark.only_postgresql
def test_two_workers_at_once_act_once(life, wait, run_together):
    numbers = [life.submit(by=by, queue=queue) for by in ("li", "chen") for queue in Queue]
    answered = [life.answer(life.submit(by="hu")) for _ in range(3)]
    wait(days=7, hours=1)

    done = run_together([clockwork.run] * 4)

    assert sum(one[Event.RATING_OVERDUE] for one in done) == 3
    assert [life.verbs(number)[-1] for number in answered] == ["auto_confirm"] * 3
    assert all(sum(one[event] for one in done) == 6 for event in (Event.CLAIM_OVERDUE, Event.ANSWER_OVERDUE))
    assert all(life.verbs(number).count("escalate") <= 2 for number in numbers)


def test_what_stops_the_clock_stops_the_timers_of_the_limit(life, people, broken_lamp, time_passes):
    actions.ask(life.hold(broken_lamp), by=people.wang, text="几楼？")

    with life.letters() as heard:
        time_passes(days=6, hours=23)

    assert heard == [] and life.ticket(broken_lamp).answer_warned == 0


def test_each_ticket_wakes_for_itself(life, broken_lamp, wait):
    wait(hours=13)
    later = life.submit(by="chen")

    clockwork.run()

    assert life.ticket(broken_lamp).claim_warned == 50 and life.ticket(later).claim_warned == 0
    assert life.ticket(later).wake_at == life.ticket(later).created_at + timedelta(hours=12)


def test_supervisors_are_the_towns_first_and_then_the_districts(life, people, stuck_lift, time_passes):
    asked = []
    for _ in range(2):
        time_passes(hours=24)
        asked.append(concerned.supervisors_of(life.ticket(stuck_lift)))

    assert asked == [[people.wu.account_id], [people.zheng.account_id]]
