"""A stand-in for the platform, so that the whole product runs and is tested without an app id."""

import hashlib
import io
import json
import re
import threading
from collections import deque
from dataclasses import asdict
from pathlib import Path

import segno

from service.core import clock
from service.wechat.answers import Identity, Scene, Sent, Suggestion, Verdict
from service.wechat.errors import CodeInvalid, WeChatError

NO_SUCH_CODE = 40029


class FakeWeChat:
    """The interface of the real client, in process; `sent` holds the last 10,000 messages, oldest first.

    With `record`, every message is also one line of JSON in that file, where another process can read it.
    """

    def __init__(self, app_id: str = "fake", record: Path | None = None) -> None:
        self.sent: deque[Sent] = deque(maxlen=10_000)
        self._app_id = app_id
        self._record = record
        self._failures: deque[WeChatError] = deque()
        self._lock = threading.Lock()

    def login(self, code: str) -> Identity:
        """The person `demo:<name>`, or the fresh one of `new:<1 to 64 characters>`; else CodeInvalid."""
        self._fail_if_told()
        if re.fullmatch(r"demo:[a-z][a-z-]{1,30}", code):
            return Identity(self._app_id, code)
        kind, _, rest = code.partition(":")
        if kind != "new" or not 1 <= len(rest) <= 64:
            raise CodeInvalid(NO_SUCH_CODE)
        # A lone surrogate is a lawful JSON text and must not end in an encoding error.
        digest = hashlib.sha256(rest.encode("utf-8", "surrogatepass")).hexdigest()
        return Identity(self._app_id, f"new:{digest}")

    def phone(self, code: str) -> str:
        """The number in `phone:<11 digits, the first a 1>`; raises CodeInvalid for any other code."""
        self._fail_if_told()
        spelled = re.fullmatch(r"phone:(1[0-9]{10})", code)
        if not spelled:
            raise CodeInvalid(NO_SUCH_CODE)
        return spelled[1]

    def send(self, openid: str, template_id: str, data: dict[str, str], page: str | None) -> None:
        """Keep the message (template field → text) instead of sending it."""
        self._fail_if_told()
        message = Sent(openid, template_id, dict(data), page, clock.now())
        with self._lock:
            self.sent.append(message)
            if self._record:
                self._write(message)

    def check_text(self, openid: str, text: str, *, scene: Scene, nickname: str | None = None) -> Verdict:
        """`risky` for a text or nickname with 测试违规 in it, `review` for one with 测试复核, else `pass`."""
        self._fail_if_told()
        said = f"{text} {nickname or ''}"
        for word, suggestion in (("测试违规", Suggestion.RISKY), ("测试复核", Suggestion.REVIEW)):
            if word in said:
                return Verdict(suggestion, 20001)
        return Verdict(Suggestion.PASS)

    def check_picture(self, openid: str, url: str, *, scene: Scene) -> str:
        """The trace id under which the verdict would be pushed."""
        self._fail_if_told()
        return hashlib.sha256(url.encode()).hexdigest()[:32]

    def mini_program_code(self, scene: str, page: str, *, width: int = 430) -> bytes:
        """A PNG that stands for the round code, `width` pixels a side."""
        self._fail_if_told()
        out = io.BytesIO()
        segno.make_qr(f"wxacode:{page}?scene={scene}", error="m").save(out, kind="png", scale=max(1, width // 40))
        return out.getvalue()

    def fail_next(self, error: WeChatError, times: int = 1) -> None:
        """Let the next calls, of whichever method, raise this error."""
        with self._lock:
            self._failures.extend([error] * times)

    def _fail_if_told(self) -> None:
        with self._lock:
            error = self._failures.popleft() if self._failures else None
        if error:
            raise error.with_traceback(None)

    def _write(self, message: Sent) -> None:
        line = json.dumps(asdict(message) | {"at": message.at.isoformat()}, ensure_ascii=False)
        # Appended in one write, so that the lines of several processes do not mix.
        with self._record.open("ab", buffering=0) as file:
            file.write(line.encode("utf-8", "replace") + b"\n")
