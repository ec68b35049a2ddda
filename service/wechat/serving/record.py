"""The messages the stand-in took, a line of JSON each in a file: a million of them cost eight megabytes of memory."""

from __future__ import annotations

import os
import tempfile
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path

import orjson

from service.core import clock


class Record:
    """Lines added behind what the file holds already; without a path, in a file that goes with the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = path.open("a+b", buffering=0) if path else tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._starts = array("Q")
        self._end = os.fstat(self._file.fileno()).st_size
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, openid: str, template_id: str, data: dict[str, str], page: str | None) -> int:
        """Write a message down, on disk before this returns; its number, from 1."""
        line = orjson.dumps({"openid": openid, "template_id": template_id, "data": data, "page": page,
                             "at": clock.now().isoformat()}) + b"\n"
        with self._lock:
            self._file.write(line)
            self._starts.append(self._end)
            self._end += len(line)
            return len(self._starts)

    def lines(self, after: int, limit: int) -> list[dict]:
        """Messages number `after` + 1 and those behind it, `limit` at most."""
        return [orjson.loads(line) for line in self._between(after, after + limit)]

    def _between(self, first: int, end: int) -> Iterator[bytes]:
        with self._lock:
            starts, last = self._starts[max(first, 0):max(end, 0)], self._end
            follows = self._starts[end] if 0 <= end < len(self._starts) else last
        if not starts:
            return iter(())
        text = os.pread(self._file.fileno(), follows - starts[0], starts[0])
        return iter(text.splitlines())
