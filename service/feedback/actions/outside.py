"""What an outside system itself says of a matter it was handed: accepted, under way, done, returned.

It has no account and no rights; it may speak of what is in its hands, and of nothing else. Whoever calls this has
made sure which system it is.
"""

from __future__ import annotations

from service.core import clock
from service.core.database import atomic
from service.core.errors import WrongMoment
from service.feedback import notices
from service.feedback.actions.closing import close
from service.feedback.actions.queueing import enqueue
from service.feedback.models import Forwarding, SyncState, Ticket
from service.feedback.models.ticket import OUTSIDE
from service.feedback.queries import opening
from service.feedback.queries.forwarding import last_to, name_of
from service.feedback.workflow import Outcome, State, Verb


class ForwardingEnded(WrongMoment):
    code, title = "forwarding_ended", "No longer with that system"
    detail = "这件事已经不在贵方办理，没有再记录。"


class OtherExternalId(WrongMoment):
    code, title = "other_external_id", "Another matter"
    detail = "这件事在贵方登记的是另一个编号。"


def accept(number: str, *, system: str, external_id: str) -> tuple[Ticket, Forwarding]:
    """It has a number there, which the resident hears. Said again, nothing changes; a result that came first stays.

    Like all of these: raises UnknownTicket for what was never handed to this system, ForwardingEnded when it is no
    longer there.
    """
    with atomic():
        ticket, forwarding = _handed(number, system)
        if forwarding.sync_state != SyncState.DONE:
            _must_be_there(ticket, forwarding)
        is_first = forwarding.sync_state == SyncState.SENT
        if not is_first:  # what we typed when we forwarded gives way to their own first word
            _must_agree(ticket, forwarding, external_id)
        is_news = is_first or forwarding.external_id is None
        forwarding.external_id = external_id
        if is_first:
            forwarding.sync_state = SyncState.ACCEPTED
        if is_news and forwarding.ended_at is None:
            _advance(ticket, forwarding)
            notices.accepted_outside(ticket, name_of(system), external_id)
    return ticket, forwarding


def progress(number: str, *, system: str, text: str, external_id: str | None = None) -> tuple[Ticket, Forwarding]:
    """A step on the way, which the resident hears."""
    with atomic():
        ticket, forwarding = _there(number, system, external_id)
        forwarding.sync_state = SyncState.IN_PROGRESS
        _advance(ticket, forwarding, text)
        notices.progressed_outside(ticket, name_of(system), text)
    return ticket, forwarding


def finish(number: str, *, system: str, text: str, external_id: str | None = None) -> tuple[Ticket, Forwarding]:
    """It has a result: closed, the outside system being the second person."""
    with atomic():
        ticket, forwarding = _there(number, system, external_id)
        forwarding.sync_state, forwarding.ended_at = SyncState.DONE, clock.now()
        close(ticket, Verb.FEED_BACK, Outcome.FORWARDED_DONE, by=None, role=OUTSIDE, text=text, **_facts(forwarding))
        notices.ended_otherwise(ticket, "forwarded_done", "有关部门已办理",
                                f"{name_of(system)}答复：{text.rstrip('。')}。没有解决可以再次反映。")
    return ticket, forwarding


def hand_back(number: str, *, system: str, reason: str, external_id: str | None = None) -> tuple[Ticket, Forwarding]:
    """It does not take it: it waits in our queue again, and the town hears of it."""
    with atomic():
        ticket, forwarding = _there(number, system, external_id)
        forwarding.sync_state, forwarding.ended_at = SyncState.RETURNED, clock.now()
        enqueue(ticket, ticket.queue, clock.now())
        ticket.advance(Verb.TAKE_BACK, by=None, role=OUTSIDE, text=reason, **_facts(forwarding))
        notices.returned_from_outside(ticket, name_of(system), reason.rstrip("。"))
    return ticket, forwarding


def _handed(number: str, system: str) -> tuple[Ticket, Forwarding]:
    """The ticket, locked, and the last time it was handed to this system."""
    ticket = opening.locked(number)
    forwarding = last_to(ticket, system)
    if forwarding is None:  # not a word on whether there is such a ticket
        raise opening.UnknownTicket()
    return ticket, forwarding


def _there(number: str, system: str, external_id: str | None) -> tuple[Ticket, Forwarding]:
    """The same, of what is there now. Their own number must be the one we know, where both are said."""
    ticket, forwarding = _handed(number, system)
    _must_be_there(ticket, forwarding)
    if external_id:
        _must_agree(ticket, forwarding, external_id)
        forwarding.external_id = external_id
    return ticket, forwarding


def _must_be_there(ticket: Ticket, forwarding: Forwarding) -> None:
    if forwarding.ended_at is not None:
        raise ForwardingEnded(state=ticket.state)


def _must_agree(ticket: Ticket, forwarding: Forwarding, external_id: str) -> None:
    if forwarding.external_id not in (None, external_id):
        raise OtherExternalId(state=ticket.state)


def _advance(ticket: Ticket, forwarding: Forwarding, text: str | None = None) -> None:
    """A status fed back in: the ticket stays where it is."""
    ticket.advance(Verb.FEED_BACK, by=None, role=OUTSIDE, to=State.FORWARDED, text=text, **_facts(forwarding))


def _facts(forwarding: Forwarding) -> dict:
    return {"external_system": forwarding.external_system, "external_id": forwarding.external_id,
            "sync_state": forwarding.sync_state}
