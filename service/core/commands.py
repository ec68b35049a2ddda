"""Commands of the core: verify the audit log, be a worker, run or rehearse a timer."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from service.core import audit, clock, jobs, periodic, rehearsing

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
@click.option("--threads", type=click.IntRange(1, 64), help="How many jobs at once; WORKER_THREADS when not given.")
def work(threads):
    """Deliver messages and run the timers until stopped."""
    jobs.work_until_stopped(current_app._get_current_object(), threads)


@jobs_commands.command("timers")
def timers():
    """List the timers: how often each runs, when it last did, and how it went."""
    runs, late = periodic.last_runs(), periodic.late()
    for name, timer in sorted(periodic.known().items()):
        run = runs.get(name)
        click.echo(f"{name:<26} {every(timer.minutes):<8} {_when(run and run.done_at):<17} "
                   f"{(run.outcome or '') if run else ''}{'  LATE' if name in late else ''}".rstrip())


def every(minutes: int) -> str:
    """How often, as people say it: `1 min`, `2 h`, `1 d`."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < jobs.DAILY else f"{minutes // jobs.DAILY} d"


def _when(moment) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else "never"


@jobs_commands.command("run")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Every timer, one after the other.")
@click.option("--dry-run", is_flag=True, help="Print what it would do and leave everything as it is.")
def run(name, everything, dry_run):
    """Run the timer NAME now, or all of them; ends with 1 when one could not."""
    known = periodic.known()
    if everything == bool(name) or name and name not in known:
        raise click.UsageError(f"name one of {', '.join(sorted(known))}, or say --all")
    chosen = known.values() if everything else [known[name]]
    if not all([_try(timer, dry_run) for timer in chosen]):
        raise SystemExit(1)


def _try(timer: periodic.Timer, dry_run: bool) -> bool:
    """Do it or only say it; an accident is named and the next timer has its turn."""
    try:
        for line in (_said(timer) if dry_run else [periodic.in_words(periodic.run(timer))]):
            click.echo(f"{timer.name}: {line}")
    except Exception as error:
        click.echo(f"{timer.name}: {type(error).__name__}", err=True)
        return False
    return True


def _said(timer: periodic.Timer) -> list[str]:
    if timer.would is not None:
        said = timer.would()
        return said if said and isinstance(said, list) else [periodic.in_words(said)]
    rehearsal = rehearsing.rehearse(timer.work)
    return [periodic.in_words(rehearsal.outcome), *rehearsal.seen]


def init_app(app: Flask) -> None:
    """Add `flask audit …` and `flask jobs …`, and let the chain of the audit log be walked every night."""
    app.cli.add_command(audit_commands)
    app.cli.add_command(jobs_commands)
    jobs.every_minute(app, audit.CHECK, audit.check, minutes=jobs.DAILY)
