"""A web process that dies takes no submit along, and leaves none half-written."""

import random
import time

import pytest

from tests.faults.books import what_is_wrong
from tests.faults.clients import Clients
from tests.faults.ground import children, kill, until

PEOPLE = ("resident-li", "resident-chen", "member-wang", "volunteer-qian")


def _clients(ground, keys):
    with ground.town() as town:
        people = [town.sign_in(name) for name in PEOPLE]
        return Clients(ground.port, people, town.token("building_1"), keys)


@pytest.mark.parametrize(("submits", "deaths"), [
    pytest.param(240, 4, id="quick"), pytest.param(2000, 24, id="full", marks=pytest.mark.faults)])
def test_whatever_was_answered_stands_once_and_whole_when_web_processes_are_killed(ground, submits, deaths):
    web, keys = ground.web(), [f"lamp-{number:04d}" for number in range(submits)]
    clients = _clients(ground, keys)

    for death in range(deaths):
        until(lambda: clients.count >= submits * (death + 0.5) / (deaths + 1), "submits go on")  # noqa: B023
        time.sleep(random.uniform(0, 0.03))
        kill(random.choice(sorted(children(web.pid))[:2]))  # not the newest, which may serve nobody yet
    seen = clients.finish()

    assert what_is_wrong(ground, keys, seen) == []
    assert len(seen.answered) == submits
    assert seen.broken >= deaths // 2  # else it was not the submits that were hit
    assert web.poll() is None and len(children(web.pid)) == 3
