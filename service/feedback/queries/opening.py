"""Reading one ticket: plain, or locked for a verb, with everything it is shown with in one statement."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.accounts.models import Account
from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.core.opening import Seen, refuse_in_order
from service.feedback import numbers, policy
from service.feedback.models import Surroundings, Ticket
from service.feedback.queries import permitting
from service.feedback.workflow import Verb, allows
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries.people import as_he_stands

Reporter, Holder, Me = aliased(Account), aliased(Account), aliased(Account)


class AlreadyClaimed(WrongMoment):
    """Somebody was first; the problem names him."""

    code, title = "already_claimed", "Already claimed"
    detail = "已经有人接单了。"


class UnknownTicket(NotFound):
    code = "ticket_unknown"
    detail = "没有这个编号的诉求，或您不能查看。"


def canonical(number: str) -> str:
    """The number as it is stored, from whatever was typed. Raises UnknownTicket for what is no number."""
    try:
        return numbers.canonical(number)
    except ValueError as error:
        raise UnknownTicket(str(error)) from error


SHOWN = (sa.select(Ticket, Place.code, Place.name, Place.level, Reporter.display_name, Reporter.phone,
                   Holder.display_name)
         .join(Place, Ticket.place_id == Place.id)
         .outerjoin(Reporter, Ticket.reporter_id == Reporter.id)
         .outerjoin(Holder, Ticket.holder_id == Holder.id)
         .where(Ticket.number == sa.bindparam("number")).execution_options(populate_existing=True))
LOCKED = SHOWN.with_for_update(of=Ticket, key_share=True)
LOCKED_WITH_ME = SHOWN.join(Me, Me.id == sa.bindparam("me")).with_for_update(of=[Ticket, Me], key_share=True)


def _surround(row) -> Ticket:
    ticket = row[0]
    ticket.surroundings = Surroundings(*row[1:7])
    return ticket


def read(number: str, by: Actor | None) -> tuple[Ticket, bool]:
    """The ticket and whether he sees it in full (else in outline). Raises UnknownTicket when not at all."""
    full = policy.visible_to(by)
    row = db.session.execute(SHOWN.add_columns(full.label("full")).where(sa.or_(full, policy.outlined_to(by))),
                             {"number": canonical(number)}).first()
    if row is None:
        raise UnknownTicket()
    return _surround(row), bool(row.full)


def locked(number: str, *, me: int | None = None) -> Ticket:
    """The ticket, locked until the transaction ends, whoever asks; with `me` his account is locked too.

    Raises UnknownTicket.
    """
    statement = LOCKED if me is None else LOCKED_WITH_ME
    row = db.session.execute(statement, {"number": canonical(number), "me": me}).first()
    if row is None:
        raise UnknownTicket()
    return _surround(row)


def sees(by: Actor, ticket: Ticket) -> bool:
    """Whether he sees it in full."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Ticket.id == ticket.id, policy.visible_to(by)))))


def for_verb(number: str, verb: Verb, *, by: Actor, seen: Seen = None, locking_me: bool = False) -> Ticket:
    """The ticket locked for a verb of this person's, all doors passed: he sees it, it is the version he saw,
    the table allows the verb now, he may, and nothing else stands in the way.
    `locking_me` locks his account and his grants too, so that what he holds is counted right when he claims twice at
    once, and nothing stays with him whose role ends at the same moment.

    Raises UnknownTicket, Stale, WrongMoment (with `state` and `permitted`; AlreadyClaimed with `holder`), Forbidden,
    and what `permitting.refusal` says.
    """
    ticket = locked(number, me=by.account_id if locking_me else None)
    by = as_he_stands(by) if locking_me else by
    may = policy.MAY[verb](by, ticket)
    if not may and not sees(by, ticket):  # who may, sees: the question is only asked for a refusal
        raise UnknownTicket()
    wrong = wrong_moment(verb, ticket, by)
    further = permitting.refusal(verb, ticket, by) if wrong is None else None
    forbidden = further if isinstance(further, Forbidden) else None
    refuse_in_order(ticket, seen=seen, wrong=wrong or (None if forbidden else further),
                    may=may and forbidden is None, forbidden=forbidden if may else None)
    return ticket


def lock_account(account_id: int) -> None:
    """Hold a person's account until the transaction ends, so that his claims are counted one after the other."""
    db.session.execute(sa.select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))


def speaker_role(by: Actor, ticket: Ticket) -> str:
    """In which role a resident speaks: as the reporter, or for him."""
    return "reporter" if policy.is_reporter(by, ticket) else "submitter"


def desk_role(by: Actor, ticket: Ticket) -> str:
    """In which role somebody at the desk acts: as a worker of the place, or as its supervisor; never of what is sealed
    from the place as its worker."""
    return "worker" if not ticket.review_level and policy.works_at(by, ticket) else "supervisor"


def wrong_moment(verb: Verb, ticket: Ticket, by: Actor) -> WrongMoment | None:
    """What is wrong with the moment when the table forbids the verb now; a lost claim names the winner."""
    if allows(verb, ticket):
        return None
    permitted = permitting.permitted(ticket, by)
    if verb is Verb.CLAIM and ticket.holder_id is not None:
        # Read again: who waited for the lock sees the new ticket beside the names of before (READ COMMITTED).
        name = db.session.scalar(sa.select(Account.display_name).where(Account.id == ticket.holder_id))
        return AlreadyClaimed(f"{name}已经接单了。", holder=name, state=ticket.state, permitted=permitted)
    return WrongMoment(state=ticket.state, permitted=permitted)


def is_due(ticket_id: int):
    """A ticket the timers may act on, locked, or None when another worker has it in hand or it is not due."""
    return db.session.scalar(
        sa.select(Ticket).where(Ticket.id == ticket_id, Ticket.wake_at <= clock.now())
        .with_for_update(skip_locked=True).execution_options(populate_existing=True))
