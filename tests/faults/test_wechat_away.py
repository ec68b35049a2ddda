"""WeChat is away for the whole run, in every way it can be; when it is back, everybody hears everything."""

import pytest

from tests.faults import letters, platform
from tests.faults.ground import until

PUT_OFF = "SELECT count(*) FROM messages WHERE state = 'waiting' AND last_error IS NOT NULL"


def _some_were_put_off(ground):
    ground.wake()
    return ground.rows(PUT_OFF)[0][0] > 0


def _away(ground):
    """The wait is over, a worker tries again, in vain."""
    letters.time_passes(ground)
    until(lambda: _some_were_put_off(ground), "tried in vain", seconds=100, step=2)


@pytest.mark.parametrize("messages", [  # with many a worker lets the platform rest for most of a minute
    pytest.param(10, id="quick"), pytest.param(1000, id="full", marks=pytest.mark.faults)])
def test_what_could_not_be_sent_all_day_is_delivered_when_the_platform_is_back(ground, messages):
    keys = letters.write(ground, messages)
    ground.platform.close()
    ground.worker()

    _away(ground)
    ground.platform.open()
    for ground.platform.mood in (platform.BAD_GATEWAY, platform.BUSY):
        _away(ground)
    assert ground.platform.refused > 0 and ground.platform.arrivals == []
    assert letters.states(ground) == {"waiting": messages}

    ground.platform.mood = platform.WELL
    letters.time_passes(ground)
    letters.deliver_all(ground, seconds=150)

    assert letters.what_is_wrong(ground, keys) == []
