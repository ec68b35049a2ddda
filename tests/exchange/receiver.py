"""An outside system as it really is: a small HTTP server that answers as it is told, and keeps what came."""

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOWLY = 30.0  # seconds; longer than any of our patience under test


@dataclass
class Came:
    """One delivery, as it arrived."""

    headers: dict
    body: bytes


@dataclass
class Receiver:
    """`answers` are given one after the other (the last one stays): a status, or "silence"."""

    url: str = ""
    answers: list = field(default_factory=lambda: [204])
    location: str = "/elsewhere"
    came: list = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def deliveries(self):
        """The delivery ids, in the order they came."""
        return [each.headers["X-Mashang-Delivery"] for each in self.came]

    def events(self):
        """The names of the events, in the order they came."""
        return [each.headers["X-Mashang-Event"] for each in self.came]


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(Came(dict(self.headers), body))
            answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            if answer == "silence":
                receiver.released.wait(SLOWLY)
                return
            if answer == "endless":
                self._talk_for_ever()
                return
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"secret")

        def _talk_for_ever(self):
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while not receiver.released.is_set():
                    self.wfile.write(b"x" * 4096)
                    time.sleep(0.001)

        def log_message(self, *_):
            """Says nothing."""
    return Handler


@contextlib.contextmanager
def listening():
    """A receiver that listens on this machine."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield receiver
    receiver.released.set()
    server.shutdown()
    server.server_close()
    thread.join()
