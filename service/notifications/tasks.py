"""What starts delivery: every minute, a waking after each change, and the command line."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs, metrics
from service.notifications import actions, queries

commands = AppGroup("notifications", help="Messages and their delivery.")


@commands.command("deliver")
def deliver():
    """Deliver everything that is due."""
    counts = actions.deliver_all()
    click.echo(f"delivered {counts.delivered}, inbox only {counts.inbox_only}, "
               f"waiting again {counts.waiting}, dead {counts.dead}")


@commands.command("status")
def status():
    """How many messages wait, since when, and how many are dead."""
    now = queries.status()
    click.echo(f"waiting {now.waiting}\noldest waiting {now.oldest_waiting_seconds:.0f} s\ndead {now.dead}")


def figures() -> dict[str, tuple[str, float]]:
    """The gauges of delivery for `/metrics`."""
    now = queries.status()
    return {"mashang_messages_waiting": ("Messages waiting for delivery", now.waiting),
            "mashang_messages_oldest_waiting_seconds": ("Age of the oldest waiting message",
                                                        now.oldest_waiting_seconds),
            "mashang_messages_dead": ("Messages given up after the last try", now.dead)}


def init_app(app: Flask) -> None:
    """Register the timer, the waking, the commands and the gauges."""
    jobs.every_minute(app, "delivery", actions.deliver_all)
    jobs.on_waking(app, "delivery", actions.deliver_all)
    app.cli.add_command(commands)
    if figures not in metrics.gauges:  # gauges belong to the process, which may hold several applications
        metrics.gauge(figures)
