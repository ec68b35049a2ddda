"""What a timer or the command line starts: the clockwork, the catalogue's seed, the replay of old messages."""

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs
from service.core.http.idempotency import forget_old_keys
from service.feedback import workflow
from service.feedback.actions import clockwork, seeding
from service.feedback.queries.rules import watch_over_rules

commands = AppGroup("feedback", help="Tickets and what steers them.")


@commands.command("seed")
def seed():
    """Write the catalogue a new district starts with; does nothing when there is one."""
    click.echo("seeded" if seeding.seed_catalogue() else "the catalogue stands already")


@commands.command("workflow")
def show_workflow():
    """Print docs/workflow.md as it should be."""
    click.echo(workflow.as_page(), nl=False)


@commands.command("timers")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def run_timers(dry_run):
    """Do what time brings about, now."""
    if dry_run:
        for number, event in clockwork.would_do():
            click.echo(f"{number} {event}")
        return
    for event, count in clockwork.run().items():
        click.echo(f"{event}: {count}")


def init_app(app: Flask) -> None:
    """Register the commands and the periodic work."""
    app.cli.add_command(commands)
    jobs.every_minute(app, "clockwork", clockwork.run)
    jobs.every_minute(app, "idempotency_keys", forget_old_keys, minutes=60)
    jobs.every_minute(app, "routing_rules", watch_over_rules, minutes=60)
