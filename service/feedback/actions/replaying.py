"""Old messages sent again through `submit`: to try the routing on real words, or to take over an earlier system."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Invalid, Problem
from service.core.text import flaw
from service.feedback.actions.submitting import submit
from service.feedback.models import Ticket
from service.organization.actors import Actor
from service.organization.models import Level, Place
from service.organization.queries.people import actor_of_account
from service.organization.queries.places import place as place_of_code

SOURCE = "replay"
USERNAME = "replay"


@dataclass
class Outcome:
    """How a replay went: (label, queue) → count, refusals by reason with their line numbers, and what was there."""

    queues: Counter = field(default_factory=Counter)
    refused: dict[str, list[int]] = field(default_factory=dict)
    known: int = 0


def places_below(code: str) -> list[str]:
    """Where messages go: the place itself, or every community and village below a town or district.

    Raises NotFound for an unknown place.
    """
    spot = place_of_code(code)
    if spot.level not in (Level.DISTRICT, Level.TOWN):
        return [spot.code]
    return list(db.session.scalars(sa.select(Place.code).where(
        Place.path.startswith(spot.path), Place.level.in_([Level.COMMUNITY, Level.VILLAGE])).order_by(Place.code)))


def sender() -> Actor:
    """The account in whose name old messages are sent; it cannot sign in."""
    with atomic() as session:
        account = session.scalar(sa.select(Account).where(Account.username == USERNAME))
        if account is None:
            account = Account(display_name="历史来信", username=USERNAME, created_at=clock.now())
            session.add(account)
            session.flush()
    return actor_of_account(account.id)


def messages(path: Path) -> list[dict[str, str]]:
    """The rows of the file. Raises Invalid when it has no column `detail`, or is no UTF-8 CSV."""
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "detail" not in (reader.fieldnames or []):
                raise Invalid("文件里没有 detail 这一列。", fields={"file": ["没有 detail 这一列。"]})
            return list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("文件不是 UTF-8 的 CSV。", fields={"file": ["不是 UTF-8 的 CSV。"]}) from error


def replay(path: Path, place_code: str, *, longest: int) -> Iterator[Outcome]:
    """Send every row of a CSV (columns subject, detail, time, label), spread in turn over the places below.

    Yields the one growing Outcome after every row. A row that was sent before is counted and left alone, so that an
    interrupted run goes on where it stopped. `longest` is the limit of the API: longer texts are refused, never cut.
    """
    places, rows, by, outcome = places_below(place_code), messages(path), sender(), Outcome()
    file_id = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    done = set(db.session.scalars(sa.select(Ticket.external_id).where(
        Ticket.external_id.startswith(f"{file_id}/"))))
    for line, row in enumerate(rows, start=2):
        external_id = f"{file_id}/{line}"
        if external_id in done:
            outcome.known += 1
        else:
            _send(row, line, external_id, places[line % len(places)], by, longest, outcome)
        yield outcome


def _send(row: dict, line: int, external_id: str, place_code: str, by: Actor, longest: int, outcome: Outcome) -> None:
    text = "\n".join(part.strip() for part in (row.get("subject"), row.get("detail")) if part and part.strip())
    reason = flaw(text, longest)
    try:
        if reason:
            raise Invalid(reason)
        ticket = submit(by=by, text=text, place_code=place_code, anonymous=True, source=SOURCE,
                        external_id=external_id)
        outcome.queues[(row.get("label") or "", ticket.queue.value, ticket.state.value)] += 1
    except Problem as problem:
        outcome.refused.setdefault(problem.detail.split("，现在有")[0], []).append(line)
    db.session.expunge_all()
