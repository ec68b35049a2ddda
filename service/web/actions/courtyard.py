"""Writing the log of a party-mass day on a page: the pictures that come along with it, and handing it in at once."""

from __future__ import annotations

from collections.abc import Sequence

from service.core.database import atomic
from service.courtyard.actions import approving, drafting, submitting
from service.courtyard.models import ActivityLog
from service.courtyard.queries import logs, sheets
from service.organization.actors import Actor
from service.web.actions.picturing import together


def save(day_id: int, *, by: Actor, client_id: str, brought: Sequence[str] = (), flawed: Sequence[str] = (),
         photos: Sequence[str] = (), read_out: dict | None = None, **draft) -> ActivityLog:
    """Save the draft with the pictures that are kept and those just brought; what was read out is said only on
    submission. Raises what `drafting.save` does."""
    ids = together(photos, brought=brought, flawed=flawed)
    return drafting.save(client_id, by=by, day_id=day_id, photos=ids, **draft)


def hand_in(day_id: int, *, by: Actor, read_out: dict[str, list[int]], **draft) -> ActivityLog:
    """Save what stands on the page and submit it, all or nothing; `read_out` is empty where all that stood on the
    agenda was. Raises what either does."""
    with atomic() as session:
        log = save(day_id, by=by, **draft)
        session.flush()  # what is submitted is read afresh
        return submitting.submit(log.client_id, by=by, **read_out)


def discard(day_id: int, *, by: Actor, seen: int | None) -> None:
    """Throw the draft of a day away. Raises what `drafting.discard` does."""
    drafting.discard(_of(day_id, by), by=by, seen=seen)


def approve(day_id: int, *, by: Actor, seen: int | None) -> None:
    """Approve the log of a day. Raises what `approving.approve` does."""
    approving.approve(_of(day_id, by), by=by, seen=seen)


def send_back(day_id: int, *, by: Actor, seen: int | None, reason: str) -> None:
    """Return the log of a day. Raises what `approving.send_back` does."""
    approving.send_back(_of(day_id, by), by=by, seen=seen, reason=reason)


def amend(day_id: int, *, by: Actor, seen: int | None, text: str) -> None:
    """Add to the log of a day. Raises what `approving.amend` does."""
    approving.amend(_of(day_id, by), by=by, seen=seen, text=text)


def _of(day_id: int, by: Actor) -> str:
    """The id of the day's log. Raises UnknownLog where there is none he may see."""
    found = sheets.log_of(day_id, by)
    if found is None:
        raise logs.UnknownLog()
    return found
