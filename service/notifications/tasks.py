"""What starts delivery: every minute, a waking after each change, and the command line."""

from __future__ import annotations

import threading
import time

import click
from flask import Config, Flask, current_app
from flask.cli import AppGroup

from service.core import condition, jobs, metrics, rehearsing
from service.core.condition import Line
from service.notifications import actions, queries, quiet, rehearsal, templates
from service.notifications.actions import Counts
from service.notifications.actions.sending import FAILURES_IN_A_ROW

REST = 50.0  # seconds
LATE_SECONDS = 15 * 60
DEAD = "没有送达：请在“没有送达的消息”里看原因，处理后重新发送。"
commands = AppGroup("notifications", help="Messages and their delivery.")


@commands.command("deliver")
def deliver():
    """Deliver everything that is due."""
    counts = actions.deliver_all()
    click.echo(f"delivered {counts.delivered} in {counts.pushes} pushes, inbox only {counts.inbox_only}, "
               f"held {counts.held}, waiting again {counts.waiting}, dead {counts.dead}")


@commands.command("status")
def status():
    """How many messages wait, since when, and how many are dead."""
    now = queries.status()
    click.echo(f"waiting {now.waiting}\noldest waiting {now.oldest_waiting_seconds:.0f} s\ndead {now.dead}")


def figures() -> dict[str, tuple[str, float]]:
    """The gauges of delivery for `/metrics`."""
    now = queries.status()
    return {"mashang_messages_waiting": ("Messages waiting for delivery", now.waiting),
            "mashang_messages_oldest_waiting_seconds": ("For how long the oldest message has been late",
                                                        now.oldest_waiting_seconds),
            "mashang_messages_dead": ("Messages given up after the last try", now.dead)}


def lines() -> list[Line]:
    """How delivery is, for whoever looks after the service."""
    now, dead = queries.status(), queries.dead_by_kind()
    is_late = now.oldest_waiting_seconds > LATE_SECONDS
    says = "最早的一条已经晚了：请检查后台程序是否在运行、微信是否有故障。" if is_late else condition.WELL
    return [Line("messages", "waiting", not is_late, says, figure=now.waiting),
            *(Line("messages", f"dead:{kind}", False, DEAD, figure=count) for kind, count in dead.items())]


def would_deliver() -> str:
    """What a dry run of the timer says: sending cannot be tried out."""
    now = queries.status()
    return f"{now.waiting} messages wait, the oldest for {now.oldest_waiting_seconds:.0f} s"


class Turn:
    """One delivery at a time in a process: it has its lanes, and the other threads are for the timers."""

    def __init__(self) -> None:
        self._lock, self._asked = threading.Lock(), threading.Event()
        self._rests_until = 0.0

    def deliver(self) -> Counts:
        """Deliver everything that is due; who comes meanwhile leaves word, and it is looked once more."""
        total = Counts()
        self._asked.set()
        while self._asked.is_set() and self._lock.acquire(blocking=False):
            try:
                self._asked.clear()
                counts = actions.deliver_all()
            finally:
                self._lock.release()
            total = total.plus(counts)
            is_in_trouble = not counts.delivered and counts.waiting >= FAILURES_IN_A_ROW
            self._rests_until = time.monotonic() + REST if is_in_trouble else 0.0
        return total

    def wake(self) -> Counts:
        """The same, unless the platform has just answered nobody: it is left alone until the next minute."""
        return self.deliver() if time.monotonic() >= self._rests_until else Counts()


def deliver_in_turn() -> Counts:
    """What the timer starts. After an accident it is the next minute's turn."""
    actions.call_back()
    return current_app.extensions["delivery"].deliver()


def deliver_on_waking() -> Counts:
    """What a waking starts."""
    return current_app.extensions["delivery"].wake()


def check_settings(config: Config) -> None:
    """Raises ValueError, naming it, for a setting delivery cannot work with."""
    templates.check(config["WECHAT_TEMPLATES"])
    quiet.hours_in(config["QUIET_HOURS"])
    for name, least, most in (("DIGEST_SECONDS", 0, 86_400), ("DELIVERY_LANES", 1, 64)):
        if not least <= config[name] <= most:
            raise ValueError(f"{name} is a number from {least} to {most}, not {config[name]}")


def init_app(app: Flask) -> None:
    """Check the settings; register the timer, the waking, the commands and the gauges."""
    check_settings(app.config)
    app.extensions["delivery"] = Turn()
    jobs.every_minute(app, "delivery", deliver_in_turn, would=would_deliver, alone=False)
    jobs.on_waking(app, "delivery", deliver_on_waking)
    rehearsing.witness(rehearsal.letters)
    app.cli.add_command(commands)
    condition.tells(app, "messages", lines)
    if figures not in metrics.gauges:  # gauges belong to the process, which may hold several applications
        metrics.gauge(figures)
