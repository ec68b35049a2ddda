"""`python -m bench.claims`: 200 simultaneous claims on 20 tickets from 4 processes, over HTTP on PostgreSQL."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

from bench import ground
from bench.api import claimant, waiting_tickets
from service.core.database import db
from service.town.town import Town

TICKETS, CLAIMANTS, PROCESSES = 20, 10, 4


def claim(address: tuple[str, int], headers: dict[str, str], number: str) -> tuple[int, str, str]:
    """(status, code of the problem, ticket) of one claim."""
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("POST", f"/api/v1/tickets/{number}/claim", "{}", {**headers, "Content-Type": "application/json"})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    return answer.status, body.get("code", ""), number


def one_process(address, jobs, start, found) -> None:
    """All claims of one process at once, when every process is ready."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        start.wait()
        found.put(list(pool.map(lambda job: claim(address, *job), jobs)))


def main() -> None:
    """Let them race and print who won."""
    with ground.application() as (app, environment):
        numbers = waiting_tickets(Town(), TICKETS)
        people = [claimant(app, number) for number in range(TICKETS * CLAIMANTS // 4)]
        jobs = [(people[index % len(people)], numbers[index % TICKETS]) for index in range(TICKETS * CLAIMANTS)]
        db.session.remove()
        with ground.served(environment) as (address, _process):
            context = get_context("spawn")
            start, found = context.Barrier(PROCESSES), context.Queue()
            running = [context.Process(target=one_process, args=(address, jobs[part::PROCESSES], start, found))
                       for part in range(PROCESSES)]
            for process in running:
                process.start()
            answers = [answer for _ in running for answer in found.get(timeout=60)]
        won = Counter(number for status, _code, number in answers if status == 201)
        told = Counter((status, code) for status, code, _number in answers)
        print(f"{len(answers)} claims on {TICKETS} tickets: {dict(told)}")
        print(f"tickets won exactly once: {sum(count == 1 for count in won.values())}")


if __name__ == "__main__":
    main()
