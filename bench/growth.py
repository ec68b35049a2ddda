"""`python -m bench.growth`: the worker's queue page at 10,000 and at 1,000,000 tickets, and its plan."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from bench import ground
from bench.api import bearer, reading
from bench.load import Figures, hammer
from service.core.database import db
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.routing import Queue
from service.organization.models import Role
from service.town.town import Town

PAGES = {"queue": "/api/v1/tickets?view=queue&queue=community", "place": "/api/v1/tickets?view=place"}


def plans(town: Town) -> str:
    """How PostgreSQL reads the worker's queue, and the newest of his community."""
    worker = town.actor("worker-zhang")
    queue = policy.ways_to_claim(worker, Queue.COMMUNITY)[0].condition()
    place = policy.within(worker.held(Role.COMMUNITY_WORKER)[0])
    return "\n".join([_plan(sa.select(Ticket.id).where(queue).order_by(Ticket.claim_by, Ticket.id).limit(21)),
                      _plan(sa.select(Ticket.text).where(place).order_by(Ticket.id.desc()).limit(21))])


def _plan(statement: sa.Select) -> str:
    text = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    rows = db.session.execute(sa.text(f"EXPLAIN (ANALYZE, BUFFERS) {text}".replace(":", "\\:")))
    return "\n".join(f"    {row[0]}" for row in rows)


def pages(given: dict, headers: dict[str, str], seconds: float) -> dict[str, Figures]:
    """Both pages, after a warm-up, and the bare hello of the same run."""
    with ground.served(given) as (address, _process):
        found = {"hello": hammer(address, reading({}, "/hello/"), seconds=seconds)}
        for name, path in PAGES.items():
            hammer(address, reading(headers, path), seconds=1)
            found[name] = hammer(address, reading(headers, path), seconds=seconds)
    return found


def main() -> None:
    """Measure both sizes and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", type=int, default=10_000)
    options.add_argument("--large", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=5.0)
    given = options.parse_args()
    with ground.application() as (app, environment):
        headers, measured = bearer(app, "worker-zhang"), []
        for count in (given.small, given.large):
            ground.many_tickets(count)
            print(f"{count:,} tickets\n{plans(Town())}", flush=True)
            db.session.remove()
            measured.append(pages(environment, headers, given.seconds))
        small, large = measured
        for name in PAGES:
            ratios = [each[name].rate / each["hello"].rate for each in measured]
            print(f"{name}: {small[name].rate:.0f}/s and {large[name].rate:.0f}/s, to hello {ratios[0]:.3f} and "
                  f"{ratios[1]:.3f}: {small[name].rate / large[name].rate:.2f} times slower; statuses "
                  f"{dict(small[name].statuses)} {dict(large[name].statuses)}")


if __name__ == "__main__":
    main()
