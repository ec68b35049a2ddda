"""PostgreSQL goes and comes back under load: people are asked to wait a moment, and nothing needs a hand."""

import time
import urllib.request

import pytest

from tests.faults import letters
from tests.faults.books import what_is_wrong
from tests.faults.clients import Clients
from tests.faults.ground import FAST, IMMEDIATE, until

PEOPLE = ("resident-li", "resident-chen", "member-wang", "volunteer-qian")


def _clients(ground, keys):
    with ground.town() as town:
        people = [town.sign_in(name) for name in PEOPLE]
        return Clients(ground.port, people, town.token("building_1"), keys)


def _sent(ground):
    return ground.rows("SELECT count(*) FROM messages WHERE kind = 'received' AND state = 'delivered' AND subject IN"
                       " (SELECT number FROM tickets WHERE text LIKE 'lamp-%%')")[0][0]


def _metrics(ground):
    with urllib.request.urlopen(f"http://{ground.address}/metrics", timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.parametrize(("submits", "restarts"), [
    pytest.param(300, [FAST, IMMEDIATE], id="quick"),
    pytest.param(2000, [FAST, IMMEDIATE] * 4, id="full", marks=pytest.mark.faults)])
def test_people_wait_a_moment_and_nothing_is_lost_when_postgresql_restarts(ground, submits, restarts):
    web, worker = ground.web(), ground.worker()
    letters.write(ground, 5)
    letters.deliver_all(ground)  # until it works, a worker may fail to start
    keys = [f"lamp-{number:04d}" for number in range(submits)]
    clients = _clients(ground, keys)

    for number, how in enumerate(restarts, 1):
        until(lambda: clients.count >= submits * number / (len(restarts) + 1), "submits go on")  # noqa: B023
        ground.server.restart(how, seconds_away=0.3)
    back = time.monotonic()
    seen = clients.finish()

    assert what_is_wrong(ground, keys, seen) == []
    assert set(seen.statuses) == {201, 503} and seen.broken == 0
    assert seen.last_trouble < back + 10  # a moment, on a machine that does much else
    letters.deliver_all(ground)
    assert _sent(ground) == submits
    assert web.poll() is None and worker.poll() is None


def test_a_process_without_its_database_says_so_and_still_shows_its_figures(ground):
    ground.web()
    ground.server.process.send_signal(FAST)
    ground.server.process.wait(60)
    try:
        away = [ground.status(path) for path in ("/health/live", "/health/ready", "/api/v1/places") for _ in range(4)]
        figures = _metrics(ground)
    finally:
        ground.server.restart(FAST)

    assert away == [200] * 4 + [503] * 8
    assert "mashang_requests_total" in figures
    until(lambda: ground.status("/health/ready") == 200, "ready again")
    assert "mashang_messages_waiting" in _metrics(ground)


def test_a_worker_whose_database_and_queue_were_away_goes_on_by_itself(ground):
    worker = ground.worker()
    keys = letters.write(ground, 10)
    letters.deliver_all(ground)

    for how in (FAST, IMMEDIATE):
        ground.server.restart(how, seconds_away=1.5)
        keys += letters.write(ground, 10, after=len(keys))
        ground.wake()
        letters.deliver_all(ground)

    assert letters.what_is_wrong(ground, keys) == []
    assert worker.poll() is None
