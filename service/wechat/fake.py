"""A stand-in for the platform, so that the whole product runs and is tested without an app id."""

import hashlib
import io
import json
import re
import secrets
import threading
from collections import deque
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import segno

from service.core import clock
from service.wechat.answers import Identity, Scene, Sent, Suggestion, Verdict, WebApp
from service.wechat.codes import check_code
from service.wechat.errors import CodeInvalid, Misconfigured, WeChatError
from service.wechat.transport import refuse_inside_transaction

NO_SUCH_CODE = 40029
SECONDS_TO_JUDGE = 5  # the real platform takes up to 30 minutes; whoever asked must have noted the trace id by then
WORDS = (("测试违规", Suggestion.RISKY), ("测试复核", Suggestion.REVIEW))


def openid_behind(code: str) -> str:
    """The openid of `demo:<name>`, or of the fresh person `new:<1 to 64 characters>`; else CodeInvalid."""
    if re.fullmatch(r"demo:[a-z][a-z-]{1,30}", code):
        return code
    kind, _, rest = code.partition(":")
    if kind != "new" or not 1 <= len(rest) <= 64:
        raise CodeInvalid(NO_SUCH_CODE)
    # A lone surrogate is a lawful JSON text and must not end in an encoding error.
    return f"new:{hashlib.sha256(rest.encode('utf-8', 'surrogatepass')).hexdigest()}"


def unionid_behind(openid: str) -> str:
    """The one unionid of a person, whichever app he comes through."""
    return f"union:{openid}"


def number_behind(code: str) -> str:
    """The number in `phone:<11 digits, the first a 1>`; raises CodeInvalid for any other code."""
    spelled = re.fullmatch(r"phone:(1[0-9]{10})", code)
    if not spelled:
        raise CodeInvalid(NO_SUCH_CODE)
    return spelled[1]


def opinion_on(text: str) -> Verdict:
    """`risky` for a text with 测试违规 in it, `review` for one with 测试复核, else `pass`."""
    return next((Verdict(suggestion, 20001) for word, suggestion in WORDS if word in text), Verdict(Suggestion.PASS))


def code_picture(scene: str, page: str, width: int) -> bytes:
    """A PNG, about `width` pixels a side, that stands for the round code. Raises ValueError as the real one."""
    check_code(scene, width)
    out = io.BytesIO()
    segno.make_qr(f"wxacode:{page}?scene={scene}", error="m").save(out, kind="png", scale=max(1, width // 40))
    return out.getvalue()


class FakeWeChat:
    """The interface of the real client, in process; `sent` holds the last 10,000 messages, oldest first.

    With `record`, every message is also one line of JSON in that file, where another process can read it.
    """

    def __init__(self, app_id: str = "fake", record: Path | None = None, web: WebApp | None = None) -> None:
        self.sent: deque[Sent] = deque(maxlen=10_000)
        self._app_id = app_id
        self._web = web
        self._record = record
        self._failures: deque[WeChatError] = deque()
        self._opinions: deque[Suggestion] = deque()
        self._traces: dict[str, tuple[Verdict, datetime]] = {}
        self._lock = threading.Lock()

    def login(self, code: str) -> Identity:
        """The person `demo:<name>`, or the fresh one of `new:<1 to 64 characters>`; else CodeInvalid."""
        self._fail_if_told()
        openid = openid_behind(code)
        return Identity(self._app_id, openid, unionid_behind(openid))

    def web_login(self, code: str) -> Identity:
        """The person of the same codes as `login`, as the web app knows him; without a web app Misconfigured."""
        self._fail_if_told()
        if self._web is None:
            raise Misconfigured(reason="no web app in the settings")
        openid = openid_behind(code)
        return Identity(self._web.app_id, openid, unionid_behind(openid))

    def phone(self, code: str) -> str:
        """The number in `phone:<11 digits, the first a 1>`; raises CodeInvalid for any other code."""
        self._fail_if_told()
        return number_behind(code)

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
        return opinion_on(f"{text} {nickname or ''}")

    def check_picture(self, openid: str, url: str, *, scene: Scene) -> str:
        """The trace id under which `verdicts` will tell: `pass`, unless `judge_next` said otherwise."""
        self._fail_if_told()
        trace_id = secrets.token_hex(16)
        with self._lock:
            suggestion = self._opinions.popleft() if self._opinions else Suggestion.PASS
            self._traces[trace_id] = Verdict(suggestion, 100 if suggestion is Suggestion.PASS else 20001), clock.now()
        return trace_id

    def mini_program_code(self, scene: str, page: str, *, width: int = 430) -> bytes:
        """A PNG that stands for the round code, about `width` pixels a side."""
        check_code(scene, width)
        self._fail_if_told()
        return code_picture(scene, page, width)

    def verdicts(self) -> dict[str, Verdict]:
        """What is thought of pictures asked about at least 5 s ago, by trace id, until `forget` of it."""
        asked_before = clock.now() - timedelta(seconds=SECONDS_TO_JUDGE)
        with self._lock:
            return {trace_id: verdict for trace_id, (verdict, at) in self._traces.items() if at <= asked_before}

    def forget(self, trace_id: str) -> None:
        """The verdict of this trace id has been told."""
        with self._lock:
            self._traces.pop(trace_id, None)

    def judge_next(self, suggestion: Suggestion, times: int = 1) -> None:
        """Think this of the next pictures."""
        with self._lock:
            self._opinions.extend([suggestion] * times)

    def fail_next(self, error: WeChatError, times: int = 1) -> None:
        """Let the next calls, of whichever method, raise this error."""
        with self._lock:
            self._failures.extend([error] * times)

    def _fail_if_told(self) -> None:
        refuse_inside_transaction()
        with self._lock:
            error = self._failures.popleft() if self._failures else None
        if error:
            raise error.with_traceback(None)

    def _write(self, message: Sent) -> None:
        line = json.dumps(asdict(message) | {"at": message.at.isoformat()}, ensure_ascii=False)
        # Appended in one write, so that the lines of several processes do not mix.
        with self._record.open("ab", buffering=0) as file:
            file.write(line.encode("utf-8", "replace") + b"\n")
