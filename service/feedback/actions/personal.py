"""A person and his tickets: an elder's matters find him when he signs in; leaving takes his traces away."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import personal
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.core.personal import ERASED
from service.feedback import notices
from service.feedback.actions.claiming import put_back
from service.feedback.actions.closing import close
from service.feedback.actions.forgetting import forget_all_words, subjects_of
from service.feedback.actions.joining import part_all_of
from service.feedback.actions.pausing import go_on
from service.feedback.models import Claim, Objection, Rating, Support, Ticket
from service.feedback.queries import opening
from service.feedback.workflow import CLOCK_STOPS, Outcome, State, Verb, allows
from service.notifications.actions import empty_letters


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
        forget_all_words(tickets_of(account), why=ERASED)
        personal.empty(Rating, Rating.rater_id == account.id)
        _leave_objections(account)
        db.session.execute(sa.delete(Support).where(Support.account_id == account.id)
                           .execution_options(synchronize_session=False))
        empty_letters(_held_by(account), kinds=("claimed",))  # they tell who came, by name


def subjects_about(account: Account) -> list[str]:
    """By what letters and the audit log know his tickets."""
    return subjects_of(tickets_of(account))


def tickets_of(account: Account) -> list[int]:
    """Ids of what is his matter; and of what he wrote down for somebody unknown, once nobody waits for it any more."""
    mine = sa.or_(Ticket.reporter_id == account.id, sa.and_(
        Ticket.submitted_by_id == account.id, Ticket.reporter_id.is_(None), Ticket.state == State.CLOSED))
    return list(db.session.scalars(sa.select(Ticket.id).where(mine)))


def _held_by(account: Account) -> list[str]:
    return list(db.session.scalars(sa.select(Ticket.number).join(Claim, Claim.ticket_id == Ticket.id)
                                   .where(Claim.holder_id == account.id)))


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


def _leave_objections(account: Account) -> None:
    """What waits for a decision waits no longer, since its words are gone; what was decided stays as a number."""
    mine, waits = Objection.by_id == account.id, Objection.decided_at.is_(None)
    db.session.execute(sa.update(Ticket).where(Ticket.id.in_(sa.select(Objection.ticket_id).where(mine, waits)))
                       .values(objection_by=None, objected_at=None, wake_at=None)
                       .execution_options(synchronize_session=False))
    db.session.execute(sa.delete(Objection).where(mine, waits).execution_options(synchronize_session=False))
    personal.empty(Objection, mine)
