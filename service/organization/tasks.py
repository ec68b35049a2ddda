"""The operator's commands about places and who looks after them."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup

from service.accounts.actions import create_account, set_password
from service.accounts.tasks import accounts_commands, ask_password, refused
from service.core.database import atomic, db
from service.core.errors import Problem
from service.organization.actions import codes
from service.organization.actions.grants import grant
from service.organization.actions.importing import Outcome, import_list
from service.organization.actions.seeding import seed_district
from service.organization.models import Level, Place, Role
from service.organization.posters.batch import Kind
from service.organization.posters.pdf import PAPERS
from service.organization.queries import places

LINES_SHOWN = 50
organization_commands = AppGroup("organization", help="Places, units and staff.")


@organization_commands.command("seed")
def seed() -> None:
    """Add the district's towns, communities and villages that are not there yet."""
    click.echo(f"新增 {seed_district()} 个地点")


@organization_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", help="places, units, staff, members …; guessed from the headings.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
def take_over(file: Path, kind: str | None, dry_run: bool) -> None:
    """Take over a list from FILE (CSV or .xlsx): all of it or nothing."""
    try:
        outcome = import_list(file.read_bytes(), by=None, kind=kind, dry_run=dry_run)
    except Problem as problem:
        for reasons in problem.extra.get("fields", {}).values():
            for reason in reasons:
                click.echo(reason, err=True)
        raise click.ClickException(problem.detail) from problem
    _tell(outcome, dry_run)


def _tell(outcome: Outcome, dry_run: bool) -> None:
    for word, lines in (("新增", outcome.added), ("修改", outcome.changed)):
        for line in lines[:LINES_SHOWN] if dry_run else ():
            click.echo(f"{word}：{line}")
        if dry_run and len(lines) > LINES_SHOWN:
            click.echo(f"{word}：……还有 {len(lines) - LINES_SHOWN} 行")
    if outcome.ignored_columns:
        click.echo("没有用到的列：" + "、".join(outcome.ignored_columns))
    click.echo("试算，没有写入：" if dry_run else "已导入：", nl=False)
    click.echo(f"新增 {len(outcome.added)}，修改 {len(outcome.changed)}，不变 {outcome.unchanged}")


@organization_commands.command("issue-codes")
@click.argument("place_code")
def issue_codes(place_code: str) -> None:
    """Give every building and courtyard of the place PLACE_CODE that has no code in use one."""
    try:
        click.echo(f"新发 {codes.issue_missing(places.place(place_code), by=None)} 个码")
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem


@organization_commands.command("posters")
@click.argument("place_code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--paper", type=click.Choice(sorted(PAPERS)), default="a4")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in Kind]), default="pdf",
              help="Of the single files.")
def print_posters(place_code: str, file: Path, paper: str, kind: str) -> None:
    """Write the posters of the place PLACE_CODE and of all below it to the zip FILE."""
    try:
        pieces = codes.print_posters(places.place(place_code), paper, Kind(kind), by=None)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    with file.open("wb") as written:
        written.writelines(pieces)
    click.echo(f"已写入 {file}")


@accounts_commands.command("create-admin")
@click.argument("username")
@click.option("--name", "display_name", required=True, help="The name colleagues see (显示名).")
def create_admin(username: str, display_name: str) -> None:
    """Create an administrator of the district called USERNAME; the password is asked for."""
    district = db.session.scalar(sa.select(Place).where(Place.level == Level.DISTRICT))
    if district is None:
        raise click.ClickException("there is no district yet: import the places first")
    password = ask_password()
    try:
        with atomic():
            account = create_account(display_name, username)
            set_password(account.id, password)
            grant(Role.DISTRICT_ADMIN, account.id, district, by=None)
    except Problem as problem:
        raise refused(problem) from problem
    click.echo(f"{account.username} is administrator of {district.name}")


def init_app(app: Flask) -> None:
    """Add `flask organization …`; importing this file has added to `flask accounts`."""
    app.cli.add_command(organization_commands)
