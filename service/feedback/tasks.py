"""What a timer or the command line starts: the clockwork, the catalogue's seed, the replay of old messages."""

from collections import Counter, deque
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import jobs
from service.core.http.idempotency import forget_old_keys
from service.feedback import workflow
from service.feedback.actions import clockwork, recalling, replaying, retaining, reviewing, seeding
from service.feedback.limits import LONGEST_TEXT
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


@commands.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", "place_code", required=True, help="A community; or a town or district, to spread below it.")
def replay(file, place_code):
    """Send old messages (CSV: subject, detail, time, label) through submit; goes on where it was interrupted."""
    rows = len(replaying.messages(file))
    with click.progressbar(replaying.replay(file, place_code, longest=LONGEST_TEXT), length=rows) as steps:
        outcomes = deque(steps, maxlen=1)
    _report(outcomes[0] if outcomes else replaying.Outcome(), rows)


def _report(outcome: replaying.Outcome, rows: int) -> None:
    """How many went where, and how many were refused and why."""
    refused = sum(len(lines) for lines in outcome.refused.values())
    click.echo(f"\n{rows} rows: {sum(outcome.queues.values())} submitted, {outcome.known} known already, "
               f"{refused} refused")
    totals = Counter()
    for (_label, queue, state), count in outcome.queues.items():
        totals[f"{queue}, {state}"] += count
    for what, count in totals.most_common():
        click.echo(f"  {count:>6}  {what}")
    for (label, queue, state), count in sorted(outcome.queues.items()):
        click.echo(f"          {label}: {queue}, {state}: {count}")
    for reason, lines in outcome.refused.items():
        click.echo(f"  {len(lines):>6}  refused: {reason} lines {', '.join(map(str, lines[:20]))}")


def init_app(app: Flask) -> None:
    """Register the commands and the periodic work. Raises ValueError for a retention that is too short."""
    retaining.check_settings(app.config)
    app.cli.add_command(commands)
    jobs.every_minute(app, "clockwork", clockwork.run)
    jobs.every_minute(app, "enforcement", recalling.recall_from_volunteers)
    jobs.every_minute(app, "reviewers", reviewing.look_for_reviewers, minutes=10)
    jobs.every_minute(app, "idempotency_keys", forget_old_keys, minutes=60)
    jobs.every_minute(app, "routing_rules", watch_over_rules, minutes=60)
    jobs.every_minute(app, "personal_fields", retaining.forget_personal, minutes=jobs.DAILY)
    jobs.every_minute(app, "log_rows", retaining.prune_logs, minutes=jobs.DAILY)
