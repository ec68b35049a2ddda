"""Counts tries of a password by name and address, so that who guesses waits, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import sqlalchemy as sa

from service.accounts import guessing
from service.accounts.models import PasswordTries
from service.core import clock
from service.core.database import atomic, db, inserting
from service.core.errors import TooMany
from service.core.keys import blind_indexes

STRANGERS = ""


class TooManyGuesses(TooMany):
    """Not even looked at; `Retry-After` says when the next try from this address is."""

    code, title = "too_many_guesses", "Too many guesses"
    detail = "密码试得太多了，请{wait}后再试。从您平时登录的地方登录不受影响。"

    def __init__(self, wait: timedelta):
        seconds = ceil(wait.total_seconds())
        said = f" {seconds} 秒" if seconds < 60 else f" {ceil(seconds / 60)} 分钟"
        super().__init__(self.detail.format(wait=said), headers={"Retry-After": str(seconds)})


def count(name: str, address: str) -> None:
    """Count a try as failed before it is looked at, so that tries made at once are counted one after the other.

    The same is done, read and written for a name nobody has. Raises TooManyGuesses.
    """
    with atomic():
        here = _row(name, address)
        is_known = _is_known(here)
        strangers = None if is_known else _row(name, STRANGERS)
        refused_for = _wait(here, strangers)
        if not refused_for:
            for row in filter(None, (here, strangers)):
                row.failures, row.last_at = _failures(row) + 1, clock.now()
    if refused_for:  # only now: a stranger who must wait is to be known when he comes back
        raise TooManyGuesses(refused_for)


def forgive(name: str, address: str) -> None:
    """The try that was counted last was right, inside the caller's transaction: this address is known from now on."""
    here = _row(name, address)
    if not _is_known(here):
        strangers = _row(name, STRANGERS)
        strangers.failures, strangers.last_at = max(0, _failures(strangers) - 1), clock.now()
    here.failures, here.signed_in_at = 0, clock.now()


def forget(name: str) -> None:
    """Nothing was ever tried under this name, and no address is known."""
    with atomic() as session:
        session.execute(sa.delete(PasswordTries).where(PasswordTries.name_index.in_(_indexes_of(name)))
                        .execution_options(synchronize_session=False))


def forget_faded() -> int:
    """Delete tries of which nothing is left, and addresses that are not known any more; returns how many."""
    moment = clock.now()
    with atomic() as session:
        return session.execute(sa.delete(PasswordTries).where(
            PasswordTries.last_at < moment - timedelta(days=1),
            sa.or_(PasswordTries.signed_in_at.is_(None), PasswordTries.signed_in_at < moment - guessing.KNOWN_FOR))
            .execution_options(synchronize_session=False)).rowcount


def _indexes_of(name: str) -> list[str]:
    return blind_indexes(name, "sign_in_name")


def _row(name: str, address: str) -> PasswordTries:
    """The tries under a name from an address, locked; begun if there are none."""
    key = {"name_index": _indexes_of(name)[0],
           "address_index": address and blind_indexes(guessing.network(address), "sign_in_address")[0]}
    db.session.execute(inserting(PasswordTries).values(**key, failures=0, last_at=clock.now()).on_conflict_do_nothing())
    row = db.session.scalars(sa.select(PasswordTries).filter_by(**key).with_for_update()
                             .execution_options(populate_existing=True)).one()
    row.last_at = min(row.last_at, clock.now())  # the clock has been set back: nobody waits for it to come round again
    return row


def _failures(row: PasswordTries) -> int:
    """Those that have not faded."""
    each = guessing.FADES if row.address_index else guessing.STRANGERS_FADE
    return guessing.left(row.failures, clock.now() - row.last_at, each)


def _is_known(here: PasswordTries) -> bool:
    return here.signed_in_at is not None and here.signed_in_at > clock.now() - guessing.KNOWN_FOR


def _wait(here: PasswordTries, strangers: PasswordTries | None) -> timedelta:
    """How long the next try from here must wait still, nothing when it need not."""
    until = here.last_at + guessing.wait(_failures(here), _failures(strangers) if strangers else 0)
    return max(until - clock.now(), timedelta(0))
