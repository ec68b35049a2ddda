"""The stand-in on a socket, with a script of answers in its mouth where a test wants to hear something else."""

import contextlib
import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field

from service.wechat import serving

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
    """What the script answers (the last answer of a path stays), what was asked, and the `true` stand-in behind it."""

    url: str = ""
    answers: dict = field(default_factory=dict)
    asked: dict = field(default_factory=lambda: defaultdict(list))
    true: serving.Platform = field(default_factory=serving.Platform)

    def answer(self, request):
        """The answer whose turn it is; of a path without a script, the stand-in's."""
        self.asked[request.path].append(Asked(request.query, request.body, request.headers.get("content-type")))
        if request.path not in self.answers:
            return self.true.answer(request)
        answers = self.answers[request.path]
        return _on_the_wire(answers.pop(0) if len(answers) > 1 else answers[0])


@dataclass
class Asked:
    """A request as it arrived."""

    query: dict
    body: bytes
    content_type: str | None

    @property
    def said(self):
        """The JSON that came."""
        return json.loads(self.body)


def _on_the_wire(answer):
    if isinstance(answer, Slow):
        drips = answer.between_bytes
        return serving.Answer(b" " * 40 if drips else b"{}", seconds=answer.before, drip=drips)
    status = answer if isinstance(answer, Status) else Status(200, answer)
    payload = status.body if isinstance(status.body, bytes) else json.dumps(status.body).encode()
    return serving.Answer(payload, status.code, "text/plain; charset=gbk")


@contextlib.contextmanager
def running():
    """A script on a free port of this machine, with nine tokens to give and every message accepted."""
    tokens = [{"access_token": f"token-{number}", "expires_in": 7200} for number in range(1, 10)]
    with listening(Platform(answers={TOKEN: tokens, SEND: [SENT]})) as platform:
        yield platform


@contextlib.contextmanager
def listening(platform):
    """Any platform, answering at its `url` while inside."""
    server = serving.Server("127.0.0.1", 0, platform.answer)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    platform.url = server.url
    yield platform
    server.close()
    thread.join()


def phone_answer(number="13800001234", country="86", app_id=APP_ID):
    """What the platform says about a phone code."""
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": country}
    return {"errcode": 0, "phone_info": info | {"watermark": {"timestamp": 1714036504, "appid": app_id}}}


def send_one(client):
    """Send a message like any other."""
    client.send("openid-1", "template-1", {"thing1": "路灯已修好"}, "pages/ticket?number=7")
