"""Between 22 and 7 o'clock in Changshou nobody is rung awake but for an emergency."""

from datetime import UTC, datetime

import pytest

from service.core import clock
from service.notifications import actions, queries
from service.notifications.models import DeliveryState
from service.notifications.quiet import quiet_until
from service.wechat.errors import Busy

SHIPPED = "22-7"


def _at(hour, minute=0, day=22):
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.LOCAL)


@pytest.mark.parametrize(("moment", "until"), [
    (_at(21, 59), None), (_at(22), _at(7, day=23)), (_at(23, 59), _at(7, day=23)), (_at(0, day=23), _at(7, day=23)),
    (_at(6, 59, day=23), _at(7, day=23)), (_at(7, day=23), None), (_at(12), None)])
def test_it_is_quiet_from_ten_to_seven(moment, until):
    assert quiet_until(moment.astimezone(UTC), SHIPPED) == until


@pytest.mark.parametrize(("said", "moment", "until"), [
    ("", _at(3), None), ("0-0", _at(3), None), ("12-14", _at(13), _at(14)), ("12-14", _at(14), None),
    ("12-14", _at(11, 59), None), ("0-6", _at(0), _at(6)), ("23-0", _at(23, 30), _at(0, day=23))])
def test_other_hours_can_be_chosen(said, moment, until):
    assert quiet_until(moment.astimezone(UTC), said) == until


@pytest.mark.parametrize("said", ["22", "22-24", "22:00-7:00", "ten-seven", "-1-7", "22-7 ", "２２-7"])
def test_hours_nobody_understands_are_refused_by_name(said):
    with pytest.raises(ValueError, match="QUIET_HOURS"):
        quiet_until(_at(3), said)


@pytest.fixture
def night(as_shipped, noon):
    """22:00 in Changshou, with the settings as shipped."""
    noon.move_to(_at(22))
    return noon


def test_what_comes_at_night_goes_out_at_seven_as_one(night, wechat, write, message):
    ids = [write(subject=f"CS-{number}") for number in range(3)]
    held = actions.deliver_all()
    at_night = message(ids[0])
    until = at_night.next_try_at

    night.move_to(_at(7, day=23))
    counts = actions.deliver_all()

    assert (held.held, held.delivered, until) == (3, 0, _at(7, day=23))
    assert (counts.delivered, counts.pushes, len(wechat.sent)) == (3, 1, 1)


def test_what_is_held_at_night_has_cost_no_tick_and_no_try(night, ticked, write, message):
    ticked(1)
    message_id = write()

    actions.deliver_all()

    assert (ticked(), message(message_id).tries, message(message_id).paid) == (1, 0, False)


def test_what_waits_until_the_morning_is_not_late(night, write):
    write()
    write()
    actions.deliver_all()
    night.shift(8 * 3600)

    at_night = queries.status()
    night.move_to(_at(7, 1, day=23))

    assert (at_night.waiting, at_night.oldest_waiting_seconds) == (2, 0.0)
    assert queries.status().oldest_waiting_seconds == 60.0


def test_an_emergency_rings_at_night(night, wechat, write):
    write(kind="emergency", urgent=True)

    assert actions.deliver_all().delivered == 1


def test_an_emergency_needs_a_tick_at_night_too(night, ticked, write, message):
    ticked(0, template="task")
    message_id = write(kind="emergency", urgent=True)

    actions.deliver_all()

    assert message(message_id).state is DeliveryState.INBOX_ONLY


def test_a_second_try_waits_for_the_morning_as_well(night, wechat, ticked, write):
    night.move_to(_at(21, 59))
    ticked(1)
    write()
    wechat.fail_next(Busy(-1))
    actions.deliver_all()
    night.move_to(_at(22, 5))

    at_night = actions.deliver_all()
    night.move_to(_at(7, day=23))

    assert (at_night.held, at_night.delivered) == (1, 0)
    assert (actions.deliver_all().delivered, ticked()) == (1, 0)
