"""A small HTTP server that speaks the platform's words, for the real client to be tried against."""

import contextlib
import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LOGIN = "/sns/jscode2session"
TOKEN = "/cgi-bin/stable_token"
PHONE = "/wxa/business/getuserphonenumber"
SEND = "/cgi-bin/message/subscribe/send"
APP_ID = "wx-app"
SECRET = "the-app-secret"
STALE = {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest rid: 6a-01"}
SENT = {"errcode": 0, "errmsg": "ok"}


@dataclass
class Slow:
    """An answer that comes late, or byte by byte; in seconds."""

    before: float = 0.0
    between_bytes: float = 0.0


@dataclass
class Status:
    """An answer of a gateway before the platform."""

    code: int
    body: bytes


@dataclass
class Platform:
    """What the server will answer (the last answer of a path stays) and what it was asked."""

    url: str = ""
    answers: dict = field(default_factory=dict)
    asked: dict = field(default_factory=lambda: defaultdict(list))

    def next_answer(self, path):
        """The answer whose turn it is."""
        answers = self.answers[path]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@dataclass
class Asked:
    """A request as it arrived."""

    query: dict
    body: bytes
    content_type: str | None


def _answer(handler):
    platform, address = handler.server.platform, urlsplit(handler.path)
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    platform.asked[address.path].append(Asked(query, body, handler.headers.get("Content-Type")))
    answer = platform.next_answer(address.path)
    if isinstance(answer, Slow):
        return _answer_slowly(handler, answer)
    status = answer if isinstance(answer, Status) else Status(200, answer)
    payload = status.body if isinstance(status.body, bytes) else json.dumps(status.body).encode()
    _write(handler, status.code, payload)


def _write(handler, status, payload):
    handler.send_response(status)
    handler.send_header("Content-Type", "text/plain; charset=gbk")
    handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def _answer_slowly(handler, slow):
    time.sleep(slow.before)
    with contextlib.suppress(OSError):  # the client has hung up, as it should
        _write(handler, 200, b"{}") if not slow.between_bytes else _drip(handler, slow.between_bytes)


def _drip(handler, seconds):
    handler.send_response(200)
    handler.send_header("Content-Length", "40")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(seconds)


def _say_nothing(handler, *words):
    """The server's own log belongs to no test."""


_Handler = type(
    "_Handler",
    (BaseHTTPRequestHandler,),
    {"do_GET": _answer, "do_POST": _answer, "log_message": _say_nothing},
)


@contextlib.contextmanager
def running():
    """The platform on a free port of this machine, with nine tokens to give and every message accepted."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    tokens = [{"access_token": f"token-{number}", "expires_in": 7200} for number in range(1, 10)]
    server.platform = Platform(f"http://127.0.0.1:{server.server_port}", {TOKEN: tokens, SEND: [SENT]})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.platform
    server.shutdown()
    server.server_close()
    thread.join()


def phone_answer(number="13800001234", country="86", app_id=APP_ID):
    """What the platform says about a phone code."""
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": country}
    return {"errcode": 0, "phone_info": info | {"watermark": {"timestamp": 1714036504, "appid": app_id}}}


def send_one(client):
    """Send a message like any other."""
    client.send("openid-1", "template-1", {"thing1": "路灯已修好"}, "pages/ticket?number=7")
