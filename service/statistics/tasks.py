"""What timers and the command line start: counting again what has changed."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs
from service.statistics.actions import count_again, count_tickets_again, publish_answers
from service.statistics.listeners.answers import WORK

commands = AppGroup("statistics", help="The figures.")


@commands.command("count")
def count() -> None:
    """Count again everything whose figures are no longer true, and publish the answers that make a step."""
    click.echo(f"{count_again()} communities counted, tickets of {count_tickets_again()} months of communities; "
               f"{publish_answers()} answers published")


def init_app(app: Flask) -> None:
    """Register the command and the periodic work."""
    app.cli.add_command(commands)
    jobs.every_minute(app, "figures", count_again)
    jobs.every_minute(app, "ticket_figures", count_tickets_again)
    jobs.every_minute(app, WORK, publish_answers)
    jobs.on_waking(app, WORK, publish_answers)
