"""`python -m bench.months`: the month view of the district and of a town, at a tenth of the size and at full size."""

from __future__ import annotations

import argparse
import statistics
import time

import sqlalchemy as sa

from bench import ground
from service.core.database import db
from service.statistics.queries.figures import today
from service.town import scale
from service.town.town import Town

VIEWS = {"district": ("admin-zheng", "500115"), "town": ("supervisor-wu", "500115001")}


def measured(share: float, rounds: int) -> dict[str, tuple[float, int]]:
    """Builds the district at a share; gives the median milliseconds and the statements of each view."""
    with ground.application(LOG_LEVEL="ERROR") as (app, _environment):
        began = time.monotonic()
        rows = sum(work() for _what, work in scale.stages(share))
        print(f"share {share:g}: {rows:,} rows in {time.monotonic() - began:.0f} s", flush=True)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        found = {name: _view(app, *asked, rounds) for name, asked in VIEWS.items()}
        db.session.remove()
    return found


def _view(app, who: str, code: str, rounds: int) -> tuple[float, int]:
    client, times, sent = app.test_client(), [], []
    session = client.post("/api/v1/sessions/wechat", json={"code": Town().account(who).identities[0].openid}).json
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    path = f"/api/v1/statistics/month?place={code}&month={today():%Y-%m}"
    sa.event.listen(db.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
    for _ in range(rounds):
        began = time.perf_counter()
        answer = client.get(path, headers=headers)
        times.append(time.perf_counter() - began)
    if answer.status_code != 200 or not answer.json["days"]["held"]:
        raise SystemExit(f"not what was to be measured: {answer.status_code} {answer.text[:200]}")
    asked = [statement for statement in sent if statement.startswith(("SELECT", "WITH"))]
    return statistics.median(times) * 1000, round(len(asked) / rounds)


def main() -> None:
    """Measure both sizes and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200)
    rounds = options.parse_args().rounds
    small, large = measured(0.1, rounds), measured(1.0, rounds)
    for name in VIEWS:
        (before, _), (after, count) = small[name], large[name]
        print(f"{name}: {before:.1f} ms and {after:.1f} ms, {after / before:.2f} times; {count} statements")


if __name__ == "__main__":
    main()
