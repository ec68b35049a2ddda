"""merge, unmerge, support: several people, one matter, and nobody's number is lost."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core import clock
from service.core.database import atomic, db, inserting
from service.core.errors import Forbidden, NotFound, WrongMoment, invalid
from service.feedback import notices, policy
from service.feedback.actions.queueing import end_claim, enqueue
from service.feedback.models import Answer, Request, Support, Ticket
from service.feedback.queries import opening
from service.feedback.routing import Safeguard
from service.feedback.workflow import PRIMARY_MAY_BE, Outcome, State, Verb
from service.organization.actors import Actor


def merge(number: str, *, by: Actor, into: str, seen: int | None = None) -> Ticket:
    """Join a duplicate into a primary ticket; its reporter hears the answer and may rate.

    What was merged into the duplicate moves along, so there are no chains. Raises Invalid for a primary that is
    closed, the same ticket, or none he works at.
    """
    with atomic():
        lock_together(number, _known(into))
        ticket = opening.for_verb(number, Verb.MERGE, by=by, seen=seen)
        primary = _primary(into, ticket, by)
        end_claim(ticket, "merged")
        db.session.execute(sa.delete(Request).where(Request.ticket_id == ticket.id, Request.decided_at.is_(None)))
        ticket.holder_id = ticket.claim_expires_at = ticket.decide_by = None
        ticket.surroundings.holder_name = None
        ticket.merged_into_id = primary.id
        primary.joined_count, ticket.joined_count = primary.joined_count + 1 + ticket.joined_count, 0
        db.session.execute(sa.update(Ticket).where(Ticket.merged_into_id == ticket.id)
                           .values(merged_into_id=primary.id).execution_options(synchronize_session=False))
        ticket.advance(Verb.MERGE, by=by, role=opening.desk_role(by, ticket), outcome=Outcome.MERGED,
                       into=primary.number)
        notices.merged(ticket, primary)
        _tell_answer(ticket, primary)
    return ticket


def _known(into: str) -> str:
    try:
        return opening.canonical(into)
    except NotFound as error:
        raise invalid(into="没有这个编号的诉求。") from error


def _tell_answer(ticket: Ticket, primary: Ticket) -> None:
    """Who joins a matter that is answered already hears that answer now, since no other may come."""
    if primary.state is State.ANSWERED:
        notices.answered_before(ticket, db.session.scalar(
            sa.select(Answer.text).where(Answer.ticket_id == primary.id).order_by(Answer.id.desc()).limit(1)))


def lock_together(*numbers: str) -> None:
    """Tickets, and what they are merged into, locked in an order that holds everywhere, so that two who cross do not
    wait for each other for ever: what may be a primary before what is merged, then the lower id."""
    wanted = [opening.canonical(number) for number in numbers]
    found, merged = aliased(Ticket), aliased(Ticket)
    ids = sa.union_all(sa.select(found.id).where(found.number.in_(wanted)),
                       sa.select(merged.merged_into_id).where(merged.number.in_(wanted)))
    db.session.execute(sa.select(Ticket.id).where(Ticket.id.in_(ids)).order_by(
        Ticket.merged_into_id.is_not(None), Ticket.id).with_for_update())


def _primary(into: str, ticket: Ticket, by: Actor) -> Ticket:
    try:
        primary = opening.locked(into)
    except NotFound as error:
        raise invalid(into="没有这个编号的诉求。") from error
    if not policy.works_at(by, primary):
        raise invalid(into="没有这个编号的诉求。")
    if primary.id == ticket.id:
        raise invalid(into="不能并入自己。")
    if primary.review_level is not ticket.review_level:
        raise invalid(into="涉及工作人员、由上级审看的，只能并入同一级审看的。")
    if ticket.safeguard is Safeguard.DANGER is not primary.safeguard:
        raise invalid(into="这件事涉及险情，只能并入同样按险情办理的事。")
    if primary.state not in PRIMARY_MAY_BE:
        raise invalid(into="主单已经结束或正在审核，不能并入。")
    return primary


def unmerge(number: str, *, by: Actor, seen: int | None = None) -> Ticket:
    """Undo a merge: the ticket waits in its queue again."""
    with atomic():
        lock_together(number)
        ticket = opening.for_verb(number, Verb.UNMERGE, by=by, seen=seen)
        part_again(ticket, by=by, reason="撤销并单")
    return ticket


def part_again(ticket: Ticket, *, by: Actor | None, reason: str) -> None:
    """Out of the primary, which is locked, and back into its own queue."""
    leave_primary(ticket)
    enqueue(ticket, ticket.queue, clock.now())
    ticket.advance(Verb.UNMERGE, by=by, role=opening.desk_role(by, ticket) if by else "system", text=reason)
    notices.unmerged(ticket)


def leave_primary(ticket: Ticket) -> None:
    """It is merged into another one, which is locked, no longer."""
    db.session.execute(sa.update(Ticket).where(Ticket.id == ticket.merged_into_id).values(
        joined_count=Ticket.joined_count - 1).execution_options(synchronize_session=False))
    ticket.merged_into_id = None


def part_all_of(primary: Ticket) -> None:
    """The primary goes away without a result: what was merged into it stands for itself again."""
    for number in db.session.scalars(sa.select(Ticket.number).where(
            Ticket.merged_into_id == primary.id).order_by(Ticket.id)).all():
        part_again(opening.locked(number), by=None, reason="主单已撤回，恢复单独办理。")


def support(number: str, *, by: Actor, seen: int | None = None) -> Ticket:
    """Say "me too", once per person; saying it twice changes nothing.

    Only to what he can have seen: a matter near a building or compound, a public one, one he sees anyway; a guessed
    number opens nothing. Raises UnknownTicket, Stale, WrongMoment for a closed ticket.
    """
    with atomic():
        ticket = opening.locked(number)
        if not (policy.is_listed_nearby(ticket) or opening.sees(by, ticket)):
            raise opening.UnknownTicket()
        opening.check_version(ticket, seen)
        if not policy.may_support(by, ticket):
            raise Forbidden("这是您自己反映的，不用附议。")
        if ticket.state is State.CLOSED:
            raise WrongMoment("这件事已经办结，没有解决可以再次反映。", state=ticket.state, permitted=[])
        statement = inserting(Support).values(ticket_id=ticket.id, account_id=by.account_id, at=clock.now())
        added = db.session.execute(statement.on_conflict_do_nothing(
            index_elements=["ticket_id", "account_id"]).returning(Support.id)).first()
        if added:
            ticket.support_count += 1
            ticket.version += 1
    return ticket


def withdraw_support(number: str, *, by: Actor, seen: int | None = None) -> None:
    """Take "me too" back; without one nothing happens. Raises UnknownTicket, Stale."""
    with atomic():
        ticket = opening.locked(number)
        if not (policy.is_listed_nearby(ticket) or opening.sees(by, ticket)):
            raise opening.UnknownTicket()
        opening.check_version(ticket, seen)
        gone = db.session.execute(sa.delete(Support).where(
            Support.ticket_id == ticket.id, Support.account_id == by.account_id))
        if gone.rowcount:
            ticket.support_count -= 1
            ticket.version += 1
