"""How an account begins, and what it is called."""

from __future__ import annotations

import re
import secrets

from service.accounts import queries
from service.accounts.models import Account
from service.accounts.persons import Person
from service.core import clock
from service.core.database import atomic
from service.core.errors import invalid

UNMISTAKABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, no 1/I/L: names are read out on the phone
USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")


def create_account(display_name: str | None = None, username: str | None = None, *,
                   unionid: str | None = None) -> Account:
    """A new account; a resident is called 居民 and four signs until he says otherwise. Raises Invalid.

    Raises IntegrityError for a `unionid` another account has.
    """
    with atomic() as session:
        if username is not None:
            username = _free(queries.spelled(username))
        account = Account(display_name=display_name or _resident(), username=username, unionid=unionid,
                          created_at=clock.now())
        session.add(account)
        session.flush()
    return account


def _resident() -> str:
    return "居民" + "".join(secrets.choice(UNMISTAKABLE) for _ in range(4))


def _free(username: str) -> str:
    if not USERNAME.fullmatch(username):
        raise invalid(username="用户名为 3–32 个小写字母、数字、点、横线，以字母开头。")
    if queries.account_id_of_username(username):
        raise invalid(username="这个用户名已经有人用了。")
    return username


def rename(display_name: str, *, by: Person) -> None:
    """Call yourself something else."""
    with atomic():
        queries.account(by.account_id, locked=True).display_name = display_name.strip()
