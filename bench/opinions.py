"""`python -m bench.opinions FILE.csv`: real messages become opinions of courtyard logs, every request sent twice."""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import sqlalchemy as sa

from bench import ground
from bench.api import bearer
from service.core.database import db
from service.courtyard.models import Opinion
from service.feedback.limits import LONGEST_TEXT
from service.feedback.models import Ticket
from service.town.town import Town
from tests.courtyard.notebook import Notebook

PER_LOG, AT_ONCE = 10, 4  # opinions of a log; logs whose pairs of requests run side by side


def messages(path: str, count: int) -> list[str]:
    """The first messages of a file with the columns `subject` and `detail`; longer ones end at the limit."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        texts = [f"{row['subject']}\n{row['detail']}" for row, _ in zip(rows, range(count), strict=False)]
    return [text[:LONGEST_TEXT] for text in texts]


class Sender:
    """Sends every request twice at the same moment over two connections, and keeps what was answered."""

    def __init__(self, address: tuple[str, int], headers: dict[str, dict[str, str]]):
        self.address, self.headers = address, headers
        self.statuses: Counter = Counter()
        self.seconds: dict[str, list[float]] = {}

    def twice(self, who: str, method: str, path: str, body: dict, what: str) -> list[tuple[int, dict]]:
        """Both answers, (status, JSON) each."""
        together = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: self._one(who, method, path, body, what, together), range(2)))
        return answers

    def _one(self, who: str, method: str, path: str, body: dict, what: str, together: threading.Barrier):
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        connection.connect()
        together.wait()
        began = time.perf_counter()
        connection.request(method, f"/api/v1{path}", json.dumps(body),
                           {**self.headers[who], "Content-Type": "application/json"})
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        self.statuses[what, answer.status, found[1].get("code", "")] += 1
        self.seconds.setdefault(what, []).append(time.perf_counter() - began)
        return found


def draft(day_id: int, host: int, texts: list[str], first: int) -> dict:
    """A whole log; every third opinion is by somebody (made up) who agrees to be named."""
    items = []
    for number, text in enumerate(texts, start=first):
        person = {"consent": True, "person_name": f"居民{number}", "person_phone": f"1900001{number:04}"}
        items.append({"client_id": f"op-{number}", "kind": "opinion_collection", "text": text}
                     | (person if number % 3 == 0 else {}))
    return {"day_id": day_id, "begins_at": "19:30", "ends_at": "21:00", "host_id": host, "present": [host],
            "others_present": 15, "items": items}


def log(send: Sender, body: dict) -> None:
    """Saved, submitted, returned, saved and submitted again: each twice at once."""
    path = f"/activity-logs/{uuid4()}"
    for round_ in ("", " again"):
        send.twice("hu", "PUT", path, body, f"save{round_}")
        send.twice("hu", "POST", f"{path}/submission", {}, f"submit{round_}")
        if not round_:
            send.twice("lin", "POST", f"{path}/return", {"reason": "请再看看"}, "return")


def show(send: Sender, texts: list[str], seconds: float) -> None:
    """What was answered, and what stands in the database."""
    for (what, status, code), count in sorted(send.statuses.items()):
        print(f"{what:<14}{status} {code:<14}{count:>6}")
    for what, times in send.seconds.items():
        slow = sorted(times)[int(len(times) * .95)]
        print(f"{what:<14}p50 {statistics.median(times) * 1000:7.0f} ms   p95 {slow * 1000:7.0f} ms")
    tickets = db.session.execute(sa.select(Ticket.id, Ticket.text, Ticket.external_id)
                                 .where(Ticket.source == "courtyard")).all()
    raised = db.session.scalars(sa.select(Opinion.ticket_id).where(Opinion.ticket_id.is_not(None))).all()
    unread = db.session.scalar(sa.select(sa.func.count()).select_from(Opinion).where(
        Opinion.person_name.is_not(None) | Opinion.person_phone.is_not(None)))
    print(f"{len(texts)} messages ({sum(len(text) == LONGEST_TEXT for text in texts)} cut to {LONGEST_TEXT} "
          f"characters), {sum(send.statuses.values())} requests in {seconds:.1f} s")
    print(f"tickets: {len(tickets)}, of different origin: {len({one.external_id for one in tickets})}, opinions that "
          f"are one: {len(raised)}, of different tickets: {len(set(raised))}, persons kept beside: {unread}")
    print("texts as they were sent:", Counter(one.text for one in tickets) == Counter(texts))


def main() -> None:
    """Raise them and print the figures; exits with 1 unless each message is exactly one ticket."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file")
    options.add_argument("--messages", type=int, default=300)
    given = options.parse_args()
    texts = messages(given.file, given.messages)
    with ground.application() as (app, environment):
        notebook = Notebook(Town())
        host = notebook.member("胡院长")
        bodies = [draft(notebook.day(), host, texts[first:first + PER_LOG], first)
                  for first in range(0, len(texts), PER_LOG)]
        headers = {"hu": bearer(app, "lead-hu"), "lin": bearer(app, "secretary-lin")}
        db.session.remove()
        with ground.served(environment) as (address, _process):
            send, began = Sender(address, headers), time.perf_counter()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda body: log(send, body), bodies))
            seconds = time.perf_counter() - began
        show(send, texts, seconds)
        count = db.session.scalar(sa.select(sa.func.count()).where(Ticket.source == "courtyard"))
    raise SystemExit(count != len(texts))


if __name__ == "__main__":
    main()
