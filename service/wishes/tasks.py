"""What a timer or the command line starts: the wishes' clockwork, and the table of their life for the docs."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs
from service.wishes import workflow
from service.wishes.actions import clockwork

commands = AppGroup("wishes", help="Wishes and posts.")


@commands.command("workflow")
def show_workflow():
    """Print the table of a wish's life as it stands in docs/api/wishes.md."""
    click.echo(workflow.as_table())


def init_app(app: Flask) -> None:
    """Register the command and the periodic work."""
    app.cli.add_command(commands)
    jobs.every_minute(app, "wishes", clockwork.run, minutes=60)
