"""The access tokens the stand-in gives out: one for everybody while it lives, as stable_token promises."""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections import OrderedDict

from service.wechat.serving.errors import Failure

OVERLAP = 300  # seconds; so long before its end the platform hands out the next one, and takes both
REMEMBERED = 10_000


class Tokens:
    """By app id; a token lives `seconds`, at most."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._newest: dict[str, str] = {}
        self._ends: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def give(self, app_id: str, *, forced: bool) -> dict:
        """The app's token and how many seconds it lives yet; a forced one ends the one before."""
        with self._lock:
            text, moment = self._newest.get(app_id), time.monotonic()
            if text is None or forced or self._ends[text][1] - moment <= min(OVERLAP, self._seconds / 4):
                if forced and text:
                    self._ends[text] = (app_id, moment)
                text = self._mint(app_id, moment)
            return {"access_token": text, "expires_in": math.ceil(self._ends[text][1] - moment)}

    def owner(self, text: str | None) -> str:
        """The app this token belongs to. Raises Failure 40001 for no token of ours, 42001 for one that has ended."""
        app_id, ends = self._ends.get(text or "", ("", 0.0))
        if not app_id or text in self._refused:
            raise Failure(40001)
        if ends <= time.monotonic():
            raise Failure(42001)
        return app_id

    def expire(self) -> None:
        """All tokens end now; the next question brings a new one."""
        with self._lock:
            for text, (app_id, _) in self._ends.items():
                self._ends[text] = (app_id, 0.0)

    def refuse(self) -> None:
        """The newest tokens are called invalid, though they are still given out, until one is forced."""
        with self._lock:
            self._refused.update(self._newest.values())

    def _mint(self, app_id: str, moment: float) -> str:
        text = f"80_{secrets.token_urlsafe(48)}"
        self._newest[app_id] = text
        self._ends[text] = (app_id, moment + self._seconds)
        while len(self._ends) > REMEMBERED:
            self._ends.popitem(last=False)
        return text
