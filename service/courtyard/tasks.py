"""What a timer or the command line starts: planning, announcing, reminding."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs
from service.courtyard.actions import dropping, waking

commands = AppGroup("courtyard", help="Party-mass days.")


@commands.command("timers")
def run_timers():
    """Plan the days ahead, announce them and remind, now."""
    for what, count in waking.run().items():
        click.echo(f"{what}: {count}")


def init_app(app: Flask) -> None:
    """Register the command and the periodic work."""
    app.cli.add_command(commands)
    jobs.every_minute(app, "courtyard", waking.run, minutes=60)
    jobs.every_minute(app, "abandoned_drafts", dropping.drop_drafts, minutes=jobs.DAILY)
