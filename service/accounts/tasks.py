"""The operator's commands about people: a password for somebody, new keys for everything encrypted."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.accounts import queries
from service.accounts.actions import guessing, sessions
from service.accounts.actions.passwords import set_password
from service.accounts.actions.reencrypting import encrypted_tables, outdated, reencrypt
from service.core import jobs
from service.core.errors import Problem

accounts_commands = AppGroup("accounts", help="People and their accounts.")


def ask_password() -> str:
    """A password typed twice, never shown and never on the command line."""
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)


def refused(problem: Problem) -> click.ClickException:
    """A refusal as the command line shows it: the sentence, and the reasons field by field."""
    reasons = [reason for given in problem.extra.get("fields", {}).values() for reason in given]
    return click.ClickException(" ".join(reasons) or problem.detail)


@accounts_commands.command("set-password")
@click.argument("username")
def choose_password(username: str) -> None:
    """Give USERNAME a new password and end all his sessions."""
    account_id = queries.account_id_of_username(username)
    if account_id is None:
        raise click.ClickException(f"no account is called {username}")
    try:
        set_password(account_id, ask_password())
    except Problem as problem:
        raise refused(problem) from problem
    click.echo("the password is set")


@accounts_commands.command("reencrypt")
@click.option("--check", is_flag=True, help="Write nothing; end with 1 while a row is under an older key.")
def rewrite_encrypted(check: bool) -> None:
    """Rewrite encrypted columns and blind indexes with the current keys; stop and restart it as you like."""
    older = 0
    for table in encrypted_tables():
        found = sum(outdated(table) if check else reencrypt(table))
        click.echo(f"{table.name}: {found} rows {'under an older key' if check else 'rewritten'}")
        older += found if check else 0
    if older:
        raise click.ClickException("keep every older key of ENCRYPTION_KEYS and INDEX_KEYS; run accounts reencrypt")
    if check:
        click.echo("no row needs an older key of ENCRYPTION_KEYS or INDEX_KEYS")


def tidy() -> dict[str, int]:
    """What a clock that was wrong has left behind, and tries of passwords that have faded; how many of each."""
    return {"brought_down": sessions.bring_down(), "faded": guessing.forget_faded()}


def init_app(app: Flask) -> None:
    """Add `flask accounts …` and the timer."""
    app.cli.add_command(accounts_commands)
    jobs.every_minute(app, "sign_ins", tidy, minutes=jobs.DAILY)
