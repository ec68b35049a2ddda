"""Where cleaned pictures lie: a folder tree today, with three methods that an object store has as well."""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[A-Za-z0-9_-]{32,64}\.jpg", re.ASCII)
_PROBE = b"probe"


class BadKey(ValueError):
    """A key that `new_key` cannot have made, such as one with `..` in it."""


def new_key() -> str:
    """Return an unguessable key "ab/cd/<43 url-safe characters>.jpg"; 256 random bits name the file."""
    return f"{secrets.token_hex(1)}/{secrets.token_hex(1)}/{secrets.token_urlsafe(32)}.jpg"


class LocalFolder:
    """Files below one folder of this machine, readable by the service's own account only."""

    def __init__(self, root: Path) -> None:
        self._root = Path(root)

    def put(self, key: str, data: bytes) -> None:
        """Write the whole file or nothing, also when the power fails; raises BadKey and OSError."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(draft)
            raise
        _sync_folder(path.parent)

    def open(self, key: str) -> BinaryIO:
        """Open the file for reading; raises KeyError when there is none, BadKey and OSError."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise KeyError(key) from None

    def delete(self, key: str) -> None:
        """Remove the file, which may be gone already; raises BadKey and OSError."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise BadKey(key)
        return self._root / key


def ready(storage: LocalFolder) -> bool:
    """Say whether a file can be written, read back and removed at this moment; raises nothing."""
    key = f"00/00/{secrets.token_urlsafe(32)}.jpg"  # a fixed folder, so that probes leave only one behind
    try:
        storage.put(key, _PROBE)
        try:
            with storage.open(key) as file:
                return file.read() == _PROBE
        finally:
            storage.delete(key)
    except (OSError, KeyError):
        return False


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut (fsync of the file covers its content only)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
