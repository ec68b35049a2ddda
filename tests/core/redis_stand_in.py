"""A stand-in for a Redis: counts as much as the rate limits ask of one, and can stop answering in the middle."""

from __future__ import annotations

import socket
import threading
from collections import Counter

MEETING = b"%1\r\n+proto\r\n:3\r\n"  # RESP3, the answer to HELLO


class RedisStandIn:
    """Listens at `url`. While `is_frozen` it takes connections and requests, and answers none of them."""

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listening.getsockname()[1]}/0"
        self.counts: Counter[str] = Counter()
        self.is_frozen = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while head := lines.readline():
                words = [self._word(lines) for _ in range(int(head[1:]))]
                if not self.is_frozen:
                    connection.sendall(self._answer(*words))

    @staticmethod
    def _word(lines) -> str:
        length = int(lines.readline()[1:])
        return lines.read(length + 2)[:-2].decode()

    def _answer(self, command: str, *words: str) -> bytes:
        if command == "HELLO":
            return MEETING
        if command == "EVALSHA":  # the one script: add to a key, which lives as long as its window
            key, amount = words[2], int(words[4])
            self.counts[key] += amount
            return f":{self.counts[key]}\r\n".encode()
        if command in ("GET", "TTL"):
            return b":30\r\n"
        return b"+OK\r\n"

    def close(self) -> None:
        self.listening.close()
