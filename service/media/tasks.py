"""What starts the sweeps: two timers, and the command line."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import condition, jobs
from service.core.condition import Line
from service.media import actions, queries

ENOUGH_MEGABYTES = 2048  # some days of a district's pictures
commands = AppGroup("media", help="Pictures and their files.")


@commands.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def sweep(dry_run):
    """Remove pictures nobody used within 24 hours, and files no picture stands for."""
    if dry_run:
        photos, files = queries.to_be_swept()
    else:
        photos, files = actions.remove_loose(), actions.delete_doomed()
    click.echo(f"unused pictures: {photos}\nfiles: {files}")


def would_delete() -> str:
    """What a dry run of the timer says: a deleted file does not come back."""
    _photos, files = queries.to_be_swept()
    return f"{files} files, those of unused pictures among them"


def lines() -> list[Line]:
    """How much room there is for pictures, for whoever looks after the service."""
    free = queries.megabytes_free()
    says = condition.WELL if free >= ENOUGH_MEGABYTES else "磁盘快满了：请清理或扩容，否则居民不能再上传照片。"
    return [Line("storage", "megabytes_free", free >= ENOUGH_MEGABYTES, says, figure=free)]


def init_app(app: Flask) -> None:
    """Register the timers and the commands."""
    jobs.every_minute(app, "loose_photos", actions.remove_loose, minutes=60)
    jobs.every_minute(app, "doomed_files", actions.delete_doomed, would=would_delete)
    app.cli.add_command(commands)
    condition.tells(app, "storage", lines)
