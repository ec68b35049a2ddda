"""People who submit at the same time and do not give up: each matter has one key, kept through every retry."""

from __future__ import annotations

import http.client
import json
import queue
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

SECONDS_TO_GIVE_UP = 120
TEXT = "{key}：三单元楼道灯不亮，晚上老人看不见台阶，麻烦安排人来看一下。"


@dataclass
class Seen:
    """What the clients saw: the number each key was given, how often they heard what, how often nothing."""

    answered: dict[str, str] = field(default_factory=dict)
    statuses: Counter = field(default_factory=Counter)
    broken: int = 0
    odd: list[str] = field(default_factory=list)
    last_trouble: float = 0.0


class Clients:
    """So many threads, each with its own connection, submitting a matter for every key until all are answered."""

    def __init__(self, port: int, people: list[dict[str, str]], token: str, keys: list[str], count: int = 12):
        self.port, self.people, self.token, self.seen = port, people, token, Seen()
        self._left: queue.SimpleQueue = queue.SimpleQueue()
        for key in keys:
            self._left.put(key)
        self._asked_again: set[str] = set()
        self._noting, self._deadline = threading.Lock(), time.monotonic() + SECONDS_TO_GIVE_UP
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    @property
    def count(self) -> int:
        """How many keys have their answer."""
        return len(self.seen.answered)

    def finish(self) -> Seen:
        """Wait until everything is answered, or given up."""
        for thread in self.threads:
            thread.join()
        return self.seen

    def _work(self) -> None:
        connection = None
        while time.monotonic() < self._deadline:
            try:
                key = self._left.get_nowait()
            except queue.Empty:
                return
            while time.monotonic() < self._deadline:
                connection, number = self._submit(connection, key)
                if number is None:
                    time.sleep(0.05)
                    continue
                self._note(key, number)
                break

    def _submit(self, connection, key: str):
        """One try: the connection to go on with, and the ticket's number or None."""
        person = self.people[sum(map(ord, key)) % len(self.people)]
        body = json.dumps({"text": TEXT.format(key=key), "code_token": self.token})
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("POST", "/api/v1/tickets", body,
                               {**person, "Content-Type": "application/json", "Idempotency-Key": key})
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            with self._noting:
                self.seen.broken += 1
                self.seen.last_trouble = time.monotonic()
            connection.close()
            return None, None
        return connection, self._understood(answer, said)

    def _understood(self, answer, said: bytes) -> str | None:
        with self._noting:
            self.seen.statuses[answer.status] += 1
            if answer.status == 201:
                return json.loads(said)["number"]
            self.seen.last_trouble = time.monotonic()
            kind, wait = answer.headers.get("Content-Type"), answer.headers.get("Retry-After")
            if answer.status != 503 or kind != "application/problem+json" or not wait:
                self.seen.odd.append(f"{answer.status} {kind} Retry-After {wait}: {said[:200]!r}")
        return None

    def _note(self, key: str, number: str) -> None:
        """Every tenth is asked again: the same key must give the same number."""
        with self._noting:
            known = self.seen.answered.setdefault(key, number)
        if known != number:
            self.seen.odd.append(f"{key} is {known} and {number}")
        elif key.endswith("7") and key not in self._asked_again:
            self._asked_again.add(key)
            self._left.put(key)
