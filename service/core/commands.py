"""Commands of the core: verify the audit log, be a worker."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from service.core import audit, jobs

audit_commands = AppGroup("audit", help="The audit log.")
jobs_commands = AppGroup("jobs", help="Background work.")


@audit_commands.command("verify")
def verify():
    """Walk the hash chain; exit 1 and name the first broken link when there is one."""
    broken = audit.first_broken()
    if broken:
        click.echo(f"broken at {broken.sequence}: {broken.reason}")
        raise SystemExit(1)
    click.echo("the audit log is whole")


@jobs_commands.command("work")
@click.option("--threads", default=1, show_default=True, help="How many jobs at once.")
def work(threads):
    """Deliver messages and run the timers until stopped."""
    jobs.work_until_stopped(current_app._get_current_object(), threads)


def init_app(app: Flask) -> None:
    app.cli.add_command(audit_commands)
    app.cli.add_command(jobs_commands)
