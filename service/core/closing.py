"""What lies on the disk is for the service's own account alone: 0600 for files, 0700 for folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import structlog
from flask import Flask

OTHERS = 0o077
BORN_CLOSED = ("photos", "codes")
"""Large trees below DATA_DIR whose files were never open to anybody: closing their root is enough."""
log = structlog.get_logger("closing")


def init_app(app: Flask) -> None:
    """Before anything is written: what this process and its children make is closed, and so is what stands there from
    before. What belongs to another account is left as it is, with a line in the log."""
    os.umask(OTHERS)
    for path in [*_below(Path(app.config["DATA_DIR"])), *_databases(app)]:
        close(path)


def close(path: Path) -> None:
    """Take every right of others at this file or folder away."""
    try:
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS & 0o7777)
    except FileNotFoundError:
        pass  # a draft or a log of the database that is gone meanwhile
    except PermissionError:
        log.warning("not_closed", path=str(path))


def _below(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        return
    yield root
    for folder, folders, files in os.walk(root):
        yield from (Path(folder, name) for name in (*folders, *files) if not Path(folder, name).is_symlink())
        if Path(folder) == root:
            folders[:] = [name for name in folders if name not in BORN_CLOSED]


def _databases(app: Flask) -> list[Path]:
    """The files of SQLite, wherever they are."""
    urls = (app.config["DATABASE_URL"], app.config["JOBS_URL"])
    return [Path(f"{url.removeprefix('sqlite:///')}{end}") for url in urls if url.startswith("sqlite:///")
            for end in ("", "-wal", "-shm", "-journal")]
