"""script/server: no half of it goes on alone when another part is killed."""

import os
import signal

import pytest

from tests.faults.ground import children, kill, until

WEB_PROCESSES = 3  # as the ground says


@pytest.fixture
def served(ground):
    """Everything from one command: (its process, the web's pid, the worker's pid)."""
    process = ground.start("flask", "--app", "wsgi", "town", "serve")
    until(lambda: process.poll() is not None or ground.status("/health/ready") == 200, "ready")
    web, worker = sorted(children(process.pid), key=lambda pid: not children(pid))
    return process, web, worker


def _is_empty(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_nothing_stays_behind_when_the_whole_is_killed(served):
    process, _web, _worker = served

    kill(process.pid)

    assert process.wait(60) == -signal.SIGKILL
    until(lambda: _is_empty(process.pid), "everything has ended")


@pytest.mark.parametrize("part", ["web", "worker"])
def test_the_whole_ends_and_says_why_when_one_part_is_killed(served, ground, part):
    process, web, worker = served

    kill({"web": web, "worker": worker}[part])

    assert process.wait(60) == 1
    until(lambda: _is_empty(process.pid), "everything has ended")
    assert f'"process":"{part}"' in ground.logs() and "ended_by_itself" in ground.logs()


def test_a_killed_web_process_is_replaced(served, ground):
    process, web, _worker = served
    until(lambda: len(children(web)) == WEB_PROCESSES, "all of the web has started")
    before = children(web)

    for pid in before:
        kill(pid)

    until(lambda: len(children(web)) == len(before) and not set(before) & set(children(web)), "replaced")
    until(lambda: ground.status("/health/ready") == 200, "ready again")
    assert process.poll() is None
