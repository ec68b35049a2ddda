"""How an account begins, and what it is called."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from service.accounts import queries
from service.accounts.models import Account
from service.accounts.persons import Person
from service.core import clock
from service.core.database import atomic
from service.core.errors import invalid

UNMISTAKABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, no 1/I/L: names are read out on the phone
TAKEN = "这个用户名已经有人用了。"
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
        with session.begin_nested(), _of_two_at_once(username):
            session.add(account)
            session.flush()
    return account


@contextmanager
def _of_two_at_once(username: str | None) -> Iterator[None]:
    """Whoever writes the same username at the same moment is told as if he had come later. Raises Invalid."""
    try:
        yield
    except exc.IntegrityError:
        if username is None:
            raise
        raise invalid(username=TAKEN) from None


def _resident() -> str:
    return "居民" + "".join(secrets.choice(UNMISTAKABLE) for _ in range(4))


def _free(username: str) -> str:
    if not USERNAME.fullmatch(username):
        raise invalid(username="用户名为 3–32 个小写字母、数字、点、横线，以字母开头。")
    if queries.account_id_of_username(username):
        raise invalid(username=TAKEN)
    return username


def rename(display_name: str, *, by: Person) -> None:
    """Call yourself something else."""
    with atomic():
        queries.account(by.account_id, locked=True).display_name = display_name.strip()
