"""What asks the platform: every minute, a waking after each submit, and the command line."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs, metrics
from service.screening import actions, queries
from service.screening.actions.putting import WORK

commands = AppGroup("screening", help="What waits to be shown to everybody.")


@commands.command("check")
@click.option("--dry-run", is_flag=True, help="Only say how many would be taken up.")
def check(dry_run):
    """Ask the platform about everything that is due."""
    click.echo(f"checks: {queries.due() if dry_run else actions.check_due()}")


def figures() -> dict[str, tuple[str, float]]:
    """The gauges of screening for `/metrics`."""
    waiting, held = queries.open_questions()
    return {"mashang_content_checks_waiting": ("Texts and pictures the platform has not judged", waiting),
            "mashang_content_checks_held": ("Texts and pictures a person has to look at", held)}


def init_app(app: Flask) -> None:
    """Register the timers, the waking, the command and the gauges."""
    jobs.every_minute(app, WORK, actions.check_due, would=queries.due, alone=False)
    jobs.every_minute(app, "picture_traces", actions.forget_traces, minutes=jobs.DAILY)
    jobs.on_waking(app, WORK, actions.check_due)
    app.cli.add_command(commands)
    if figures not in metrics.gauges:  # gauges belong to the process, which may hold several applications
        metrics.gauge(figures)
