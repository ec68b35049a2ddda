"""A worker that dies in the middle of sending loses no message, and nothing overtakes on one ticket."""

import random
import time

import pytest

from tests.faults import letters
from tests.faults.ground import kill, until


def _arrived(ground):
    return len({arrival.key for arrival in ground.platform.arrivals})


def _both_die_while_they_send(ground, workers):
    """One, and a moment later the other; how many messages they held then."""
    ground.wake()
    before, enough = _arrived(ground), random.randint(5, 40)
    until(lambda: _arrived(ground) >= before + enough, f"sending goes on; {ground.logs()}")
    for worker in workers:
        kill(worker.pid)
        time.sleep(random.uniform(0, 0.2))
    return letters.leased(ground)


@pytest.mark.parametrize(("messages", "deaths"), [
    pytest.param(300, 1, id="quick"), pytest.param(2000, 6, id="full", marks=pytest.mark.faults)])
def test_every_message_arrives_in_its_order_when_workers_are_killed_while_they_send(ground, messages, deaths):
    ground.platform.seconds_to_answer = 0.02
    keys, held = letters.write(ground, messages), []

    for _ in range(deaths):
        held.append(_both_die_while_they_send(ground, [ground.worker(), ground.worker()]))
        letters.time_passes(ground)
    ground.platform.seconds_to_answer = 0.002
    last, _ = ground.worker(), ground.worker()
    ground.wake()
    until(lambda: letters.leased(ground), "sending goes on")
    kill(last.pid)
    letters.deliver_all(ground)

    assert letters.what_is_wrong(ground, keys) == []
    assert min(held) > 0
