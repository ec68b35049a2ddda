"""A load client in one thread: many kept-alive connections, each sends its next request when the last is answered."""

from __future__ import annotations

import http.client
import itertools
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field


@dataclass
class Figures:
    """What one run saw: requests a second, statuses, and seconds to answer in order."""

    seconds: float = 0.0
    statuses: Counter = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    processor_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, part: float) -> float:
        """Seconds within which this part of the requests was answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection:
    def __init__(self, address: tuple[str, int]):
        self.address = address
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.began = b"", 0.0

    def send(self, payload: bytes) -> None:
        self.buffer, self.began = b"", time.perf_counter()
        self.socket.sendall(payload)

    def receive(self) -> int | None:
        """The status when the answer is complete, None while it is not, 0 when the server hung up."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            return 0
        self.buffer += chunk
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        lowered = head.lower()
        start = lowered.find(b"content-length:")
        length = int(lowered[start + 15:].split(b"\r\n", 1)[0]) if start >= 0 else 0
        return int(head[9:12]) if len(body) >= length else None


def hammer(address: tuple[str, int], make: Callable[[], bytes | None], *, clients: int = 16,
           seconds: float = 5.0) -> Figures:
    """Send what `make` makes from so many clients for so long, or until it makes None."""
    figures, selector, began = Figures(), selectors.DefaultSelector(), time.perf_counter()
    for payload in itertools.islice(iter(make, None), clients):
        connection = _Connection(address)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(payload)
    while selector.get_map():
        for key, _ in selector.select(timeout=10):
            status = key.data.receive()
            if status is None:
                continue
            if status:
                figures.statuses[status] += 1
                figures.times.append(time.perf_counter() - key.data.began)
            payload = make() if time.perf_counter() - began < seconds else None
            _go_on(selector, key.data, payload, hung_up=status == 0)
    figures.seconds = time.perf_counter() - began
    return figures


def _go_on(selector: selectors.BaseSelector, connection: _Connection, payload: bytes | None, *, hung_up: bool) -> None:
    """The next request on the same connection, on a new one when the server hung up, or none any more."""
    if hung_up or payload is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    if payload is None:
        return
    if hung_up:
        connection.open()
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    connection.send(payload)


def hammer_with_threads(address: tuple[str, int], make: Callable[[], bytes | None], *, clients: int = 16,
                        seconds: float = 5.0) -> Figures:
    """The same load from as many threads with the standard library's HTTP parser: an ordinary, dearer client."""
    figures, began, taking = Figures(), time.perf_counter(), threading.Lock()

    def one_client() -> list[tuple[int, float]]:
        found, connection = [], http.client.HTTPConnection(*address, timeout=30)
        connection.connect()
        while time.perf_counter() - began < seconds:
            with taking:
                payload = make()
            if payload is None:
                break
            sent = time.perf_counter()
            connection.sock.sendall(payload)
            answer = http.client.HTTPResponse(connection.sock)
            answer.begin()
            answer.read()
            found.append((answer.status, time.perf_counter() - sent))
        connection.close()
        return found

    with ThreadPoolExecutor(clients) as pool:
        for found in pool.map(lambda _: one_client(), range(clients)):
            figures.statuses.update(status for status, _ in found)
            figures.times += [taken for _, taken in found]
    figures.seconds = time.perf_counter() - began
    return figures
