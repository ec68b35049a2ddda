"""A person and his tickets: an elder's matters find him when he signs in; leaving takes his traces away."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.feedback import notices
from service.feedback.actions.claiming import put_back
from service.feedback.actions.closing import close
from service.feedback.actions.joining import part_all_of
from service.feedback.actions.pausing import go_on
from service.feedback.models import Objection, Rating, Support, Ticket, TimelineEntry
from service.feedback.queries import opening
from service.feedback.workflow import CLOCK_STOPS, Outcome, State, Verb, allows
from service.media.actions import remove_of

ERASED = "（已应本人要求删除）"


def adopt(account: Account) -> int:
    """Open matters submitted on behalf of this phone's owner become his own; returns how many."""
    with atomic():
        mine = db.session.execute(sa.update(Ticket).where(
            Ticket.contact_phone_index.in_(blind_indexes(account.phone, "phone")), Ticket.on_behalf,
            Ticket.reporter_id.is_(None), Ticket.state != State.CLOSED,
            sa.or_(Ticket.holder_id.is_(None), Ticket.holder_id != account.id))
            .values(reporter_id=account.id, version=Ticket.version + 1)
            .execution_options(synchronize_session=False))
    return mine.rowcount


def anonymise(account: Account) -> None:
    """Withdraw his open tickets, take his person out of all of them, and give back what he holds."""
    with atomic():
        for number in db.session.scalars(sa.select(Ticket.number).where(
                sa.or_(Ticket.reporter_id == account.id, Ticket.holder_id == account.id),
                Ticket.state != State.CLOSED).order_by(Ticket.id)).all():
            _let_go(opening.locked(number), account)
        mine = sa.or_(Ticket.reporter_id == account.id, sa.and_(
            Ticket.submitted_by_id == account.id, Ticket.reporter_id.is_(None), Ticket.state == State.CLOSED))
        _erase(list(db.session.scalars(sa.select(Ticket.id).where(mine))), account)


def _let_go(ticket: Ticket, account: Account) -> None:
    if ticket.state in CLOCK_STOPS:
        go_on(ticket, by=None, why="当事人已注销，不再等待")
    if ticket.reporter_id == account.id and allows(Verb.WITHDRAW, ticket):
        holder_id, ticket.holder_id = ticket.holder_id, None
        close(ticket, Verb.WITHDRAW, Outcome.WITHDRAWN, by=None, role="system", text="反映人注销")
        part_all_of(ticket)
        notices.withdrawn(ticket, holder_id)
    elif ticket.holder_id == account.id and ticket.state is State.CLAIMED:
        put_back(ticket, by=None, role="system", reason="原承办人已不再承办。", because="left")


def _erase(ids: list[int], account: Account) -> None:
    """The matter stays as a number for the statistics; what it says of the person goes, though it be answered or
    forwarded and not closed yet: nobody would come back to it."""
    session = db.session
    session.flush()
    remove_of("ticket", ids)
    for table, values in ((Ticket, {"text": ERASED, "address": None, "contact_name": None, "contact_phone": None,
                                    "contact_phone_index": None, "coordinates": None, "is_public": False,
                                    "kept_back": None, "photo_count": 0}),):
        session.execute(sa.update(table).where(table.id.in_(ids)).values(values)
                        .execution_options(synchronize_session=False))
    session.execute(sa.update(TimelineEntry).where(TimelineEntry.ticket_id.in_(ids),
                                                   TimelineEntry.actor_id == account.id).values(text=None))
    session.execute(sa.update(Rating).where(Rating.rater_id == account.id).values(comment=None))
    _leave_objections(account)
    session.execute(sa.delete(Support).where(Support.account_id == account.id))


def _leave_objections(account: Account) -> None:
    """What waits for a decision waits no longer, since its words are gone; what was decided stays as a number."""
    mine, waits = Objection.by_id == account.id, Objection.decided_at.is_(None)
    db.session.execute(sa.update(Ticket).where(Ticket.id.in_(sa.select(Objection.ticket_id).where(mine, waits)))
                       .values(objection_by=None, objected_at=None, wake_at=None)
                       .execution_options(synchronize_session=False))
    db.session.execute(sa.delete(Objection).where(mine, waits))
    db.session.execute(sa.update(Objection).where(mine).values(text=ERASED))
