"""Limits are kept in all their parts, by many threads at once, and with the shared store away or frozen."""

import socket
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from limits import RateLimitItem, parse

import config
from service import create_app
from service.core import metrics
from service.core.errors import TooMany
from service.core.http import counting
from service.core.http.counting import Counts, InMemory
from service.core.http.limits import parts, spend
from tests.core.redis_stand_in import RedisStandIn
from tests.databases import settings

MIDNIGHT = datetime(2026, 9, 7, 16, tzinfo=UTC)  # in Changshou
TWO_AN_HOUR, MANY = parts("2/hour")[0], parts("20000/hour")[0]


@pytest.fixture
def counted(app):
    """Inside the application, with everything counted, from midnight on; `counted.shift(seconds)` lets time pass."""
    app.config["RATE_LIMITS_ENABLED"] = True
    with app.app_context(), time_machine.travel(MIDNIGHT, tick=False) as traveller:
        yield traveller


def _spend_all(name: str) -> tuple[int, int]:
    """How often it was let through, and how many seconds it then has to wait."""
    done = 0
    while True:
        try:
            spend(*name.split("."), identity="somebody")
        except TooMany as refused:
            return done, int(refused.headers["Retry-After"])
        done += 1


@pytest.mark.parametrize("name", config.RATE_LIMITS)
def test_every_part_of_every_limit_refuses(counted, name):
    first, *longer = (parse(part) for part in config.RATE_LIMITS[name].split(";"))

    done, seconds = _spend_all(name)
    assert (done, seconds) == (first.amount, first.get_expiry())

    for part in longer:
        while done < part.amount:
            counted.shift(seconds)
            more, seconds = _spend_all(name)
            done += more
        counted.shift(first.get_expiry())
        more, seconds = _spend_all(name)
        assert (done, more) == (part.amount, 0) and seconds > first.get_expiry()
        counted.shift(seconds)
        assert _spend_all(name)[0] == first.amount


def test_a_day_is_a_day_on_the_clock_on_the_wall(counted):
    counts, (a_day,) = InMemory(), parts("1/day")
    counted.shift(timedelta(hours=23, minutes=59))

    assert [counts.hit(a_day, "li"), counts.hit(a_day, "li")] == [0, 60]
    counted.shift(60)
    assert counts.hit(a_day, "li") == 0


@pytest.mark.parametrize(("name", "limit"), [
    ("submit.account", ""), ("submit.account", "60"), ("submit.account", "60/minute;"), ("submit.account", "0/day"),
    ("submit.account", "60/minute;600/fortnight"), ("submit.account", "sixty/minute"), ("submit.account", 60),
    ("submit.account", None), ("submit.acount", "60/minute"), ("submit", "60/minute")])
def test_a_limit_that_could_not_be_kept_stops_the_start_and_is_named(tmp_path, name, limit):
    with pytest.raises(ValueError, match=rf"RATE_LIMITS: .*{name}\b"):
        create_app(settings(f"sqlite:///{tmp_path}/a.db", tmp_path, RATE_LIMITS={name: limit}))


@pytest.mark.parametrize("said", ["60", '["60/minute"]', "{"])
def test_limits_that_are_no_object_stop_the_start(said, tmp_path):
    with pytest.raises(ValueError, match="RATE_LIMITS is not a JSON object"):
        config.from_environment({"DATA_DIR": str(tmp_path), "RATE_LIMITS": said})


def test_a_store_that_is_none_stops_the_start():
    with pytest.raises(ValueError, match="LIMITS_URL"):
        Counts("memcached://127.0.0.1")


@pytest.fixture
def switching():
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def _hammer(counts: Counts, item: RateLimitItem, hits: int, threads: int = 8) -> list:
    """What so many hits on one limit came to, from threads that begin together, and begin together again and again."""
    found, meet = [], threading.Barrier(threads)

    def hit():
        for turn in range(hits // threads):
            if turn % 100 == 0:
                meet.wait()
            found.append(_said(counts, item))
    running = [threading.Thread(target=hit) for _ in range(threads)]
    [thread.start() for thread in running]
    [thread.join() for thread in running]
    return found


def _said(counts: Counts, item: RateLimitItem) -> int | str:
    try:
        return counts.hit(item, "somebody")
    except RuntimeError as error:
        return str(error)


def test_many_threads_count_to_the_last_one(switching):
    found = _hammer(Counts("memory://"), MANY, MANY.amount + 800)

    assert (found.count(0), len(found)) == (MANY.amount, MANY.amount + 800)
    assert {type(each) for each in found} == {int}


def test_counting_starts_no_thread_and_keeps_nothing_of_a_window_that_is_over(counted):
    before, counts = threading.active_count(), InMemory()
    for key in range(1000):
        counts.hit(MANY, f"somebody {key}")
    counted.shift(3600)
    counts.hit(MANY, "somebody")

    assert threading.active_count() == before
    assert [len(kept) for _window, kept in counts._windows.values()] == [1]


@pytest.fixture
def alarms():
    """How often the alarm was raised since the test began."""
    before = metrics.alarms().get("limits_away", 0)
    return lambda: metrics.alarms().get("limits_away", 0) - before


@pytest.fixture
def stand_in():
    """A Redis that counts until it is told to freeze."""
    stand_in = RedisStandIn()
    yield stand_in
    stand_in.close()


def _refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"


@pytest.fixture(params=["frozen", "refused"])
def away(request, stand_in):
    """The address of a store that takes connections and never answers, or that is not there at all."""
    stand_in.is_frozen = True
    return stand_in.url if request.param == "frozen" else _refused_port()


def test_without_its_store_it_counts_in_memory_at_once_and_raises_one_alarm(away, alarms):
    counts, began = Counts(away), time.perf_counter()

    found = [counts.hit(TWO_AN_HOUR, "somebody") for _ in range(200)]

    assert [seconds == 0 for seconds in found] == [True] * 2 + [False] * 198
    assert time.perf_counter() - began < 1
    assert alarms() == 1


def test_no_call_becomes_an_error_or_waits_while_the_store_is_away(app, client, town, away, alarms):
    app.config |= {"RATE_LIMITS_ENABLED": True, "RATE_LIMITS": {"act.account": "2/hour"}}
    app.extensions["limits"], began = Counts(away), time.perf_counter()

    answers = [client.put("/api/v1/me/name", json={"display_name": "李阿姨"}, headers=town.signed_in("resident-li"))
               for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (time.perf_counter() - began < 2, alarms()) == (True, 1)


def test_it_goes_back_to_its_store_when_that_answers_again(stand_in, alarms, monkeypatch):
    monkeypatch.setattr(counting, "ASKED_AGAIN_AFTER", 0.3)
    counts = Counts(stand_in.url)
    counts.hit(TWO_AN_HOUR, "somebody")
    stand_in.is_frozen = True
    meanwhile = [counts.hit(TWO_AN_HOUR, "somebody") for _ in range(2)]
    stand_in.is_frozen = False
    time.sleep(0.4)

    after = [counts.hit(TWO_AN_HOUR, "somebody") for _ in range(2)]

    assert (meanwhile, after[0], after[1] > 0) == ([0, 0], 0, True)
    assert list(stand_in.counts.values()) == [3]
    assert alarms() == 1
