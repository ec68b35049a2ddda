"""The whole service on one machine for a look: web and worker from one import, ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, get_context
from pathlib import Path

import flask_migrate
import structlog
from flask import Flask
from gunicorn.app.base import Application

import config
from service.core import health, jobs
from service.core.database import db
from service.town import building, year

SECONDS_TO_END = 25
PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
log = structlog.get_logger("serving")


class PortTaken(RuntimeError):
    """Somebody else listens where the service should."""


class Web(Application):
    """Gunicorn with our settings file and the application that is loaded already."""

    def __init__(self, app: Flask):
        self.loaded = app
        super().__init__(prog="gunicorn")

    def load_config(self):
        self.load_config_from_file(str(Path(config.ROOT, "gunicorn.conf.py")))

    def load(self):
        return self.loaded


def refuse_taken_port(address: tuple[str, int]) -> None:
    """Raises PortTaken when the address is in use, before anything is changed."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            raise PortTaken(f"{address[0]}:{address[1]}: {error.strerror}") from error


def prepare() -> None:
    """Bring the schema to its head and build the town, each only when it is not so yet."""
    if health.checks["migrations"]():
        db.session.remove()
        flask_migrate.upgrade()
    if not building.is_built():
        building.build()
    year.live()


def serve(app: Flask, web: Web) -> int:
    """Run web and worker until a signal, or until one of them ends; returns 0 after a signal, else 1."""
    db.session.remove()
    db.engine.dispose()
    app.extensions["jobs"].storage.close()
    processes = [_process("web", web.run), _process("worker", lambda: jobs.work_until_stopped(app))]
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        for process in processes:
            process.start()
        ended = connection.wait([process.sentinel for process in processes])
        for process in processes:
            if process.sentinel in ended:
                process.join(1)  # its pipe closes a moment before it can be asked how it ended
                log.error("ended_by_itself", process=process.name, exit_code=process.exitcode)
        return 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        _end_all(processes)


def _process(name: str, run: Callable[[], object]):
    parent = os.getpid()

    def run_as_long_as_the_parent():
        _end_with(parent)
        run()
    return get_context("fork").Process(target=run_as_long_as_the_parent, name=name)


def _end_with(parent: int) -> None:
    """Be asked to end when the parent dies, even by kill -9 (Linux; elsewhere its children would stay)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        raise SystemExit(1)


def _end(_number, _frame):
    raise SystemExit


def _end_all(processes: list) -> None:
    """Ask every process to end, wait, and insist with those that do not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    started = [process for process in processes if process.pid]
    for process in started:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_END  # one for all of them
    for process in started:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
