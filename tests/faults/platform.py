"""WeChat on a socket, as far as messages need it: a token, a send, and the ways it is away."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = {"access_token": "token-of-nobody", "expires_in": 7200}
WELL, BAD_GATEWAY, BUSY = "well", "bad gateway", "busy"


@dataclass(frozen=True)
class Arrival:
    """A message as it came over the wire: to whom, its dedupe key, what it is about, its title."""

    openid: str
    key: str
    subject: str
    title: str


class Platform:
    """Listens on its port while open; `arrivals` are the messages it took, in their order."""

    def __init__(self, port: int):
        self.port, self.mood, self.seconds_to_answer = port, WELL, 0.0
        self.arrivals: list[Arrival] = []
        self.refused = 0
        self._taking, self._server = threading.Lock(), None
        self.open()

    def open(self) -> None:
        """Listen."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.platform = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Refuse every connection; who is connected gets no answer any more."""
        if self._server:
            self._server.gone = True
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, path: str, said: dict) -> tuple[int, dict]:
        """Status and body; a message that is taken is noted before it is answered."""
        time.sleep(self.seconds_to_answer)
        if self.mood != WELL:
            with self._taking:
                self.refused += 1
            return (502, {}) if self.mood == BAD_GATEWAY else (200, {"errcode": -1, "errmsg": "system error"})
        if path.endswith("/stable_token"):
            return 200, TOKEN
        query = parse_qs(urlsplit(said.get("page", "")).query)
        arrival = Arrival(said["touser"], query["message"][0], query.get("subject", [""])[0],
                          next(iter(said["data"].values()))["value"])
        with self._taking:
            self.arrivals.append(arrival)
        return 200, {"errcode": 0, "errmsg": "ok"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    gone = False
    request_queue_size = 64

    def handle_error(self, *_said):
        """Whoever called was killed before he had his answer: that is what these tests are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.gone:
            self.close_connection = True
            return
        status, answer = self.server.platform.answer(urlsplit(self.path).path, said)
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass
