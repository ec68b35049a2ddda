"""As much HTTP/1.1 as it takes to answer thousands of small calls a second over kept connections."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

LARGEST_HEAD, LARGEST_BODY = 64 * 1024, 4 * 1024 * 1024
WORDS = {200: "OK", 400: "Bad Request", 404: "Not Found"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; header names are small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: after some `seconds`, one byte every `drip` seconds, or nothing at all (`hang_up`)."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    seconds: float = 0.0
    drip: float = 0.0
    hang_up: bool = False


class NotHTTP(Exception):
    """What came is no request this server reads; the connection ends."""


class Server:
    """Listens at once; `serve` answers until `close`, one thread for each connection. Raises OSError: address taken."""

    def __init__(self, host: str, port: int, answer: Callable[[Request], Answer]) -> None:
        self._answer = answer
        self._listening = socket.create_server((host, port), backlog=256,
                                               family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._connections: set[socket.socket] = set()
        self._closed = False

    def serve(self) -> None:
        """Take connections until closed."""
        while not self._closed:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # closed; or the other side, or the machine, has no connection to spare just now
                time.sleep(0.01)
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.add(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        self._closed = True
        with contextlib.suppress(OSError):  # wakes `serve` from waiting
            socket.create_connection(self._listening.getsockname()[:2], timeout=1).close()
        self._listening.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _converse(self, connection: socket.socket) -> None:
        reader = connection.makefile("rb")
        try:
            while request := _read(reader):
                answer = self._answer(request)
                if not _send(connection, answer) or request.headers.get("connection") == "close":
                    break
        except (OSError, NotHTTP, ValueError):  # the other side has hung up, or never spoke HTTP
            pass
        finally:
            self._connections.discard(connection)
            with contextlib.suppress(OSError):
                reader.close()
                connection.close()


def _read(reader) -> Request | None:
    """The next request, None at the end of the connection. Raises NotHTTP."""
    first = reader.readline(LARGEST_HEAD)
    if not first:
        return None
    method, _, rest = first.decode("latin-1").partition(" ")
    target, _, version = rest.rpartition(" ")
    if not version.startswith("HTTP/1.") or not target.startswith("/"):
        raise NotHTTP
    headers = _headers(reader)
    length = int(headers.get("content-length", 0))
    if "transfer-encoding" in headers or not 0 <= length <= LARGEST_BODY:
        raise NotHTTP
    path, _, query = target.partition("?")
    return Request(method, path, dict(parse_qsl(query, keep_blank_values=True)), headers, reader.read(length))


def _headers(reader) -> dict[str, str]:
    headers, left = {}, LARGEST_HEAD
    while (line := reader.readline(left)) not in (b"\r\n", b"\n"):
        left -= len(line)
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or left <= 0:
            raise NotHTTP
        headers[name.lower()] = value.strip()
    return headers


def _send(connection: socket.socket, answer: Answer) -> bool:
    """False when the connection is not to be used again."""
    if answer.seconds:
        time.sleep(answer.seconds)
    if answer.hang_up:
        return False
    head = (f"HTTP/1.1 {answer.status} {WORDS.get(answer.status, 'Said')}\r\nContent-Type: {answer.content_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\n\r\n").encode("latin-1")
    if not answer.drip:
        connection.sendall(head + answer.body)
        return True
    connection.sendall(head)
    for number in range(len(answer.body)):
        connection.sendall(answer.body[number:number + 1])
        time.sleep(answer.drip)
    return True
