"""`python -m bench.delivery`: a backlog drained by one worker process, through the real client over HTTP."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson
import sqlalchemy as sa

from bench import ground
from service.core.database import atomic, db
from service.notifications import outbox, templates

TEMPLATES = len(templates.NAMES)
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
PEOPLE = """INSERT INTO accounts (id, display_name, failed_sign_ins, created_at)
    SELECT :first + n, 'bench', 0, now() FROM generate_series(1, :people) AS n"""
IDENTITIES = """INSERT INTO wechat_identities (account_id, app_id, openid, created_at)
    SELECT :first + n, :app_id, 'demo:bench-' || n, now() FROM generate_series(1, :people) AS n"""
TICKS = """INSERT INTO subscriptions (account_id, template, remaining, long_term)
    SELECT :first + n, template, 1, false
    FROM generate_series(1, :people) AS n, unnest(CAST(:names AS text[])) AS template"""
MESSAGES = """INSERT INTO messages (account_id, kind, title, body, subject, dedupe_key, created_at, state, tries,
        next_try_at, template, urgent, paid)
    SELECT :first + 1 + (n - 1) / :each, 'answered', '您反映的事有答复了', '三单元楼道灯已修好。 请评价是否解决。',
        'CS-20261122-' || (n - 1) / :each, 'bench:' || n, now(), 'waiting', 0, now(),
        (CAST(:names AS text[]))[1 + (n - 1) % :each], false, false
    FROM generate_series(1, :count) AS n"""
LEFT = sa.text("SELECT count(*) FROM messages WHERE state = 'waiting'")
ENDED = sa.text("SELECT state, count(*) FROM messages GROUP BY state")


def fill(app_id: str, count: int) -> None:
    """Four messages to each person about his ticket, each by another template, with one tick for each of them."""
    people = -(-count // TEMPLATES)
    said = {"first": 1_000_000, "people": people, "count": people * TEMPLATES, "names": list(templates.NAMES),
            "each": TEMPLATES, "app_id": app_id}
    with atomic() as session:
        for statement in (PEOPLE, IDENTITIES, TICKS, MESSAGES):
            names = {name: value for name, value in said.items() if f":{name}" in statement}
            session.execute(sa.text(statement), names)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE messages, subscriptions, accounts, wechat_identities")


@contextmanager
def started(given: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen]:
    """A process of the application; its output goes to a file in DATA_DIR."""
    with open(Path(given["DATA_DIR"], f"{arguments[-1]}.log"), "ab") as log:
        process = subprocess.Popen([*FLASK, *arguments], cwd=ground.ROOT, env=os.environ | given, stdout=log,
                                   stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def memory(process: subprocess.Popen) -> float:
    """MiB resident."""
    pages = int(Path("/proc", str(process.pid), "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def bare(address: str, count: int, threads: int = 1) -> float:
    """Requests a second of a loop that knows nothing but httpx, with the same body to the same stand-in."""
    with httpx.Client(base_url=address) as client:
        token = client.post("/cgi-bin/stable_token", json={
            "grant_type": "client_credential", "appid": "bench", "secret": "bench"}).json()["access_token"]
        body = orjson.dumps({
            "touser": "demo:bench", "template_id": "answer", "lang": "zh_CN", "miniprogram_state": "formal",
            "page": "pages/inbox/index?message=bench", "data": {
                "thing1": {"value": "您反映的事有答复了"}, "thing2": {"value": "三单元楼道灯已修好。 请评价是否解决。"},
                "character_string3": {"value": "CS-20261122-1"}, "time4": {"value": "2026年11月22日 15:01"}}})

        def send(_number: int) -> None:
            answer = client.post(f"/cgi-bin/message/subscribe/send?access_token={token}", content=body,
                                 headers={"Content-Type": "application/json"})
            assert answer.json()["errcode"] == 0, answer.text
        began = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(send, range(count)))
        return count / (time.perf_counter() - began)


def drain(worker: subprocess.Popen, count: int) -> tuple[float, list[float]]:
    """Seconds from the first delivered message to the last, and the memory of the worker at five points of the way."""
    outbox.wake_delivery()
    memories, points = [], [count * part // 4 for part in (3, 2, 1, 0)]
    while (left := db.session.scalar(LEFT)) >= count:
        time.sleep(0.05)
    began, begun_at = time.perf_counter(), left
    memories.append(memory(worker))
    while points:
        left = db.session.scalar(LEFT)
        if left <= points[0]:
            points.pop(0)
            memories.append(memory(worker))
        elif worker.poll() is not None:
            raise SystemExit("the worker has ended")
        else:
            time.sleep(0.2)
    return (time.perf_counter() - began) * count / begun_at, memories


def main() -> None:
    """Fill, drain, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int, nargs="?", default=100_000)
    options.add_argument("--port", type=int, default=ground.PORT + 1)
    options.add_argument("--lanes", type=int, default=4)
    chosen = options.parse_args()
    address = f"http://127.0.0.1:{chosen.port}"
    changes = {"WECHAT": "real", "WECHAT_APP_ID": "bench", "WECHAT_APP_SECRET": "bench", "WECHAT_BASE_URL": address,
               "QUIET_HOURS": "0-0", "DELIVERY_LANES": str(chosen.lanes), "LOG_LEVEL": "WARNING"}
    # The town is built with the stand-in; only the worker speaks HTTP.
    with ground.application() as (_app, given):
        given = given | changes
        with started(given | {"WECHAT": "fake"}, "wechat", "serve-fake", "--port", str(chosen.port)):
            _wait(address)
            fill("bench", chosen.count)
            count = db.session.scalar(LEFT)
            loops = {threads: bare(address, min(count, 3000), threads) for threads in (1, chosen.lanes)}
            with started(given, "jobs", "work") as worker:
                seconds, memories = drain(worker, count)
            ended = dict(db.session.execute(ENDED).all())
        said = ", ".join(f"{rate:.0f}/s with {threads} threads ({count / seconds / rate:.2f})"
                         for threads, rate in loops.items())
        print(f"{count:,} messages, four each to {count // TEMPLATES:,} people about one ticket, digest on: "
              f"{count / seconds:.0f}/s in {seconds:.0f} s, {ended}\n"
              f"bare httpx loop: {said}\n"
              f"memory of the worker along the way: {', '.join(f'{one:.0f}' for one in memories)} MiB")


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{address}/fake")
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the stand-in does not answer")


if __name__ == "__main__":
    main()
