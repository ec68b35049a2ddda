"""`python -m bench.rates`: figures of tickets at 10,000 and at 1,000,000, or of a file of 311 requests: equal to the
exact count, how long a view takes, and what is read for it."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import sqlalchemy as sa

from bench import ground, matters
from bench.api import bearer
from service.core import clock
from service.core.database import atomic, db
from service.organization.models import Place
from service.statistics.actions import count_tickets_again, publish_answers
from service.statistics.local_time import first_day, month_at
from service.statistics.models import StaleCohort, TicketFigure
from service.statistics.queries.tickets import exact, hot, worst
from service.statistics.queries.tickets.sums import QUEUE
from service.town.town import Town
from tests.databases import counting

DISTRICT, TOWN, COMMUNITY = "500115", "500115001", "500115001009"
VIEWS = {"rates, district": f"rates?place={DISTRICT}", "rates, town": f"rates?place={TOWN}",
         "rates, community": f"rates?place={COMMUNITY}", "backlog, district": f"backlog?place={DISTRICT}",
         "worst, district": f"worst?place={DISTRICT}", "worst, town": f"worst?place={TOWN}",
         "hot, district": f"hot?place={DISTRICT}", "hot, town": f"hot?place={TOWN}"}


def counted() -> None:
    """Everything is stale; count it, and say how long that took."""
    with atomic() as session:
        session.add(StaleCohort())
    began = time.monotonic()
    cohorts = count_tickets_again()
    print(f"  {cohorts:,} cohorts counted in {time.monotonic() - began:.1f} s", flush=True)
    began = time.monotonic()
    print(f"  {publish_answers():,} answers published in {time.monotonic() - began:.1f} s", flush=True)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def equal() -> None:
    """Compare what is kept with an exact count of every ticket, row by row, both ways, at all three levels."""
    above, over = sa.orm.aliased(Place), sa.orm.aliased(Place)
    cells = exact.cells(clock.now(), exact.Ticket.community_id).cte("cells")
    counts = [cells.c[name] for name in exact.COUNTS]
    lines = cells.join(above, above.id == cells.c.area).join(over, over.id == above.parent_id)
    levels = [sa.select(place, cells.c.month, cells.c.queue, cells.c.category, *(
        sa.cast(sa.func.sum(each), sa.BigInteger) for each in counts)).select_from(lines).group_by(
        place, cells.c.month, cells.c.queue, cells.c.category) for place in (above.id, over.id, over.parent_id)]
    true = sa.union_all(*levels).subquery()
    kept = sa.select(TicketFigure.place_id, TicketFigure.month, QUEUE, TicketFigure.category, *(
        sa.cast(getattr(TicketFigure, name), sa.BigInteger) for name in exact.COUNTS)).subquery()
    began = time.monotonic()
    found = [db.session.scalar(sa.select(sa.func.count()).select_from(question.subquery())) for question in (
        sa.select(true), sa.select(kept), sa.except_(sa.select(true), sa.select(kept)),
        sa.except_(sa.select(kept), sa.select(true)))]
    print(f"  exact {found[0]:,} rows, kept {found[1]:,} rows, differing {found[2] + found[3]}: equal "
          f"{'yes' if found[0] == found[1] and not found[2] + found[3] else 'NO'} "
          f"(exact counts took {time.monotonic() - began:.1f} s)", flush=True)


def timed(app, headers: dict[str, str], period: str, rounds: int) -> dict[str, float]:
    """Median milliseconds of each view over HTTP, in this process; prints them with their statements."""
    client, found = app.test_client(), {}
    for name, path in VIEWS.items():
        url, times = f"/api/v1/statistics/{path}" + (period if name.startswith("rates") else ""), []
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(url, headers=headers)
            times.append(time.perf_counter() - began)
        with counting(db.engine) as sent:
            client.get(url, headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status} {answer.text[:200]}")
        found[name] = statistics.median(times) * 1000
        print(f"  {name:<18}{found[name]:>8.1f} ms{len(sent):>4} statements{len(answer.data) / 1024:>8.1f} KB")
    return found


def plans() -> None:
    """How PostgreSQL reads what the lists of tickets need."""
    for code in (DISTRICT, TOWN):
        place, ticket = db.session.scalar(sa.select(Place).where(Place.code == code)), exact.Ticket
        inside = worst.inside(place)
        for name, question in {
            "overdue": sa.select(ticket.id).where(*inside, ticket.limit_at < clock.now())
                .order_by(ticket.limit_at, ticket.id).limit(21),
            "supported": hot.most_supported(inside), "joined": hot.most_joined(inside),
            "repeated": hot.most_repeated(place)}.items():
            text = question.compile(db.engine, compile_kwargs={"literal_binds": True})
            rows = db.session.execute(sa.text(f"EXPLAIN (ANALYZE, BUFFERS) {text}".replace(":", "\\:")))
            print(f"  {name}, {place.name}:", *(f"    {row[0]}" for row in rows), sep="\n")


def _size(app, headers, count: int, given, people: dict) -> dict[str, float]:
    matters.clear()
    began = time.monotonic()
    matters.generated(count, **people)
    print(f"{count:,} tickets written in {time.monotonic() - began:.0f} s", flush=True)
    counted()
    equal()
    until = month_at(clock.now())
    return timed(app, headers, f"&since={first_day(until, -23):%Y-%m}&until={until}", given.rounds)


def _file(app, headers, given, people: dict) -> None:
    matters.clear()
    said = matters.of_file(given.file, **people)
    with atomic() as session:  # one more mark costs nothing, and says that this counts all of it
        session.add(StaleCohort())
    print(f"{said['rows']:,} requests of the file; of those with a target it calls {said['ONTIME']:,} in time, "
          f"{said['OVERDUE']:,} late")
    counted()
    equal()
    timed(app, headers, "&since=2011-07&until=2011-12", given.rounds)
    whole = app.test_client().get(f"/api/v1/statistics/rates?place={DISTRICT}&since=2011-07&until=2011-12",
                                  headers=headers).json["whole"]
    print(f"  {whole}")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", type=int, default=10_000)
    options.add_argument("--large", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--file", type=Path, help="a gzipped CSV of 311 requests, counted instead")
    return options.parse_args()


def main() -> None:
    """Measure both sizes and print their ratios, or the file."""
    given = _options()
    with ground.application(LOG_LEVEL="ERROR") as (app, _environment):
        headers, town = bearer(app, "admin-zheng"), Town()
        people = {"reporter": town.account("resident-li").id, "holder": town.account("worker-zhang").id}
        if given.file:
            _file(app, headers, given, people)
        else:
            small, large = (_size(app, headers, count, given, people) for count in (given.small, given.large))
            for name in VIEWS:
                print(f"{name}: {small[name]:.1f} and {large[name]:.1f} ms, {large[name] / small[name]:.2f} times")
            plans()
        db.session.remove()


if __name__ == "__main__":
    main()
