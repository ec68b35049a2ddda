"""The stand-in as a whole: what it was told to do, what it remembers, and which answer goes to which request."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from service.wechat.answers import Suggestion
from service.wechat.serving import calls, controls
from service.wechat.serving.errors import Failure
from service.wechat.serving.record import Record
from service.wechat.serving.tokens import Tokens
from service.wechat.serving.wire import Answer, Request


@dataclass(frozen=True)
class Choices:
    """How the stand-in was started; None stands for "any" or "without limit"."""

    token_seconds: int = 7200
    delay_seconds: float = 0.0
    quota: int | None = None
    templates: frozenset[str] | None = None
    secret: str | None = field(default=None, repr=False)
    record: Path | None = None
    web_secret: str | None = field(default=None, repr=False)


class Platform:
    """Answers requests; safe for many threads. `judged` is told the trace id and verdict of each picture."""

    def __init__(self, choices: Choices | None = None, *,
                 judged: Callable[[str, Suggestion], None] | None = None,
                 push: Callable[[str, dict], tuple[int, str]] | None = None) -> None:
        self.choices = choices or Choices()
        self.tokens = Tokens(self.choices.token_seconds)
        self.record = Record(self.choices.record)
        self.judged = judged or (lambda trace_id, suggestion: None)
        self.push = push
        self.down = False
        self.faults: deque[controls.Fault] = deque()
        self.opinions: deque[Suggestion] = deque()
        self.asked: Counter[str] = Counter()
        self.unsubscribed: set[str] = set()
        self.gone: set[str] = set()
        self.away: set[str] = set()
        self.left: dict[tuple[str, str], int] = {}
        self.lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        """The answer to any request; only those below `/fake` are answered while the platform is down."""
        if request.path == "/fake" or request.path.startswith("/fake/"):
            return controls.answer(self, request)
        if self.down:
            return Answer(hang_up=True)
        with self.lock:
            self.asked[request.path] += 1
        fault = self._next_fault(request.path)
        return fault.answer(lambda: self._true_answer(request)) if fault else self._true_answer(request)

    def consume(self, openid: str, template_id: str) -> None:
        """Use up one tick of this person for this template. Raises Failure 43101 when none is left."""
        if openid in self.unsubscribed:
            raise Failure(43101)
        if self.choices.quota is None and not self.left:
            return
        key = (openid, template_id)
        with self.lock:
            left = self.left.get(key, self.choices.quota)
            if left == 0:
                raise Failure(43101)
            if left is not None:
                self.left[key] = left - 1

    def opinion(self) -> Suggestion:
        """What is thought of the next picture: `pass`, unless told otherwise."""
        with self.lock:
            return self.opinions.popleft() if self.opinions else Suggestion.PASS

    def _next_fault(self, path: str) -> controls.Fault | None:
        if not self.faults:
            return None
        with self.lock:
            fault = next((fault for fault in self.faults if fault.path in (None, path)), None)
            if fault:
                fault.times -= 1
            if fault and fault.times <= 0:
                self.faults.remove(fault)
        return fault

    def _true_answer(self, request: Request) -> Answer:
        call = calls.BY_PATH.get(request.path)
        if call is None:
            return Answer(b"404", 404, "text/plain")
        try:
            said = call(self, request)
        except Failure as failure:
            said = failure.answer()
        if isinstance(said, bytes):
            return Answer(said, content_type="image/png", seconds=self.choices.delay_seconds)
        return Answer(orjson.dumps(said), seconds=self.choices.delay_seconds)
