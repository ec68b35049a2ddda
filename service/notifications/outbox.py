"""The outbox: what somebody must hear is written with the change itself, and sent once that is committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from service.core import clock, jobs
from service.core.database import after_commit, db, execute, inserting
from service.notifications import kinds
from service.notifications.models import DeliveryState, Message

LONGEST_TITLE = 64


@dataclass(frozen=True, slots=True)
class Letter:
    """Something one person must hear, once for each `dedupe_key` (at most 128 characters).

    `subject` is what it is about (the ticket number): letters on one subject reach a person in their order.
    `place_id` decides which staff see the letter when it could not be delivered. An `urgent` one is sent day and
    night, alone, and overtakes what is not.
    """

    account_id: int
    kind: str
    title: str
    body: str
    dedupe_key: str
    subject: str | None = None
    place_id: int | None = None
    urgent: bool = False


def put(letters: Sequence[Letter]) -> None:
    """Write the letters in the caller's transaction, in one INSERT however many; wake delivery after commit.

    A dedupe key that is already known is left as it is. Raises RuntimeError outside `atomic()`.
    """
    if not letters:
        return
    moment = clock.now()
    rows = [{"account_id": letter.account_id, "kind": letter.kind, "title": letter.title[:LONGEST_TITLE],
             "body": letter.body, "subject": letter.subject, "place_id": letter.place_id,
             "dedupe_key": letter.dedupe_key, "created_at": moment, "next_try_at": moment,
             "state": DeliveryState.WAITING, "tries": 0, "urgent": letter.urgent,
             "template": kinds.TEMPLATES.get(letter.kind, kinds.OTHERWISE)} for letter in letters]
    execute(_insertion(), rows if len(rows) > 1 else rows[0])
    _wake_once()


@cache
def _insertion_of(dialect: str) -> sa.Insert:
    """The INSERT, made once, so that it is compiled once."""
    return inserting(Message.__table__).on_conflict_do_nothing(index_elements=["dedupe_key"])


def _insertion() -> sa.Insert:
    return _insertion_of(db.session().get_bind().dialect.name)


def _wake_once() -> None:
    """One waking for a transaction, however often it puts letters: a worker takes all of them at once."""
    session = db.session()
    transaction = session.get_transaction()
    if session.info.get("letters_put_in") is not transaction:
        session.info["letters_put_in"] = transaction
        after_commit(wake_delivery)


def wake_delivery() -> None:
    """Ask a worker to deliver what is due."""
    jobs.wake("delivery")
