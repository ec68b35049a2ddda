"""`python -m bench.outbox`: what writing its letters costs a submit; with and without, turn by turn in one run."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from contextvars import ContextVar
from types import ModuleType

import sqlalchemy as sa
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import ground
from bench.api import TEXT, bearer, one_round
from bench.load import Figures, request
from service import create_app
from service.core.database import db
from service.notifications import outbox
from service.notifications.models import Message
from service.town.town import Town
from tests.databases import counting

WAYS = ("with", "without")
_left_out: ContextVar[bool] = ContextVar("left_out", default=False)


def may_leave_out(app: Flask, where: ModuleType = outbox, name: str = "put") -> Flask:
    """The application, which under /without does not call this function, such as the one that puts letters into the
    outbox; this stub lives in this file only."""
    work, whole = getattr(where, name), app.wsgi_app

    def work_unless_left_out(*given):
        if not _left_out.get():
            work(*given)

    def without(environ, start_response):
        before = _left_out.set(True)
        try:
            return whole(environ, start_response)
        finally:
            _left_out.reset(before)
    setattr(where, name, work_unless_left_out)
    app.wsgi_app = DispatcherMiddleware(whole, {"/with": whole, "/without": without})
    return app


def served_application() -> Flask:
    """What gunicorn serves."""
    return may_leave_out(create_app())


def statements(app: Flask, headers: dict[str, str], token: str) -> dict[str, int]:
    """How many statements one submit sends, either way."""
    client, found = app.test_client(), {}
    for way in WAYS * 2:  # the first time fills caches
        with counting(db.engine) as sent:
            answer = client.post(f"/{way}/api/v1/tickets", json={"text": TEXT, "code_token": token}, headers=headers)
        if answer.status_code != 201:
            raise SystemExit(f"{way}: {answer.status}")
        found[way] = len(sent)
    return found


def submitting(way: str, headers: dict[str, str], token: str):
    """A request maker for submits of one way."""
    body = b'{"text": "%s", "code_token": "%s"}' % (TEXT.encode(), token.encode())
    payload = request("POST", f"/{way}/api/v1/tickets", headers, body)
    return lambda: payload


def check(rounds: list[dict[str, Figures]], written: int) -> None:
    """Refuse figures of a run in which the stub did not do what it says: a row for each submit, or none."""
    submits = {way: sum(each[way].statuses[201] for each in rounds) for way in WAYS}
    others = {way: sum(len(each[way].times) for each in rounds) - submits[way] for way in WAYS}
    print(f"submits {submits}, other answers {others}, rows {written}")
    if any(others.values()) or written != submits["with"]:
        raise SystemExit("these figures say nothing")


def show(what: str, rounds: list[dict[str, Figures]], sent: dict[str, int]) -> None:
    """Medians of either way, and of the ratio within each round."""
    print(f"{what:<10}{'statements':>11}{'submits/s':>11}{'web cpu ms':>12}{'p50 ms':>8}{'p99 ms':>8}")
    for way in WAYS:
        rate = statistics.median(each[way].rate for each in rounds)
        busy = statistics.median(each[way].processor_seconds / len(each[way].times) for each in rounds) * 1000
        middle, slow = (statistics.median(each[way].percentile(part) for each in rounds) * 1000 for part in (.5, .99))
        print(f"{way:<10}{sent[way]:>11}{rate:>11.0f}{busy:>12.3f}{middle:>8.1f}{slow:>8.1f}")
    fewer = [1 - each["with"].rate / each["without"].rate for each in rounds]
    dearer = [(each["with"].processor_seconds / len(each["with"].times))
              / (each["without"].processor_seconds / len(each["without"].times)) - 1 for each in rounds]
    for name, costs in (("fewer submits a second", fewer), ("more processor time a submit", dearer)):
        low, middle, high = statistics.quantiles(costs, n=4)
        print(f"with the {what} {middle:.1%} {name} (quartiles {low:.1%} … {high:.1%}; asked: ≤ 10 %)")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--seconds", type=float, default=2.0)
    return options.parse_args()


def compare(what: str, leaving_out: Callable[[Flask], Flask], served: str, row: type) -> None:
    """Run the rounds, the ways changing their order, and print the table; `row` is what is written or is not."""
    given, how_many = _options(), sa.select(sa.func.count()).select_from(row)
    with ground.application() as (app, environment):
        headers, token = bearer(app, "resident-li"), Town().token("building_1")
        sent = statements(leaving_out(app), headers, token)
        before = db.session.scalar(how_many)
        db.session.remove()
        makers = {way: lambda way=way: submitting(way, headers, token) for way in WAYS}
        backwards = dict(reversed(makers.items()))
        with ground.served(environment, served) as gunicorn:
            warm = [one_round(gunicorn, makers, 1.0)]
            rounds = [one_round(gunicorn, backwards if number % 2 else makers, given.seconds)
                      for number in range(given.rounds)]
        check(warm + rounds, db.session.scalar(how_many) - before)
        show(what, rounds, sent)


if __name__ == "__main__":
    compare("outbox", may_leave_out, "bench.outbox:served_application()", Message)
