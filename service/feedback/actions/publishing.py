"""Show a matter to everybody, or no longer: its life goes on untouched either way."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import WrongMoment, invalid
from service.core.opening import refuse_in_order
from service.feedback import notices, policy
from service.feedback.models import Answer, KeptBack, Ticket
from service.feedback.queries import opening, publicity
from service.organization.actors import Actor
from service.screening import actions as screening
from service.screening.models import OPEN, CheckState, ContentCheck

WRITTEN = {"answer": "您的答复", "note": "您写的公开说明"}
NOT_SHOWN = {CheckState.HELD: KeptBack.HELD, CheckState.HIDDEN: KeptBack.HIDDEN}


class WrongPublicity(WrongMoment):
    """What is asked for stands already, or a person has decided; the problem says how it stands."""

    code = "wrong_publicity"
    detail = "现在不能这样做，请刷新后看公开展示的状态。"


def follow(check: ContentCheck, public_text: str | None) -> None:
    """A check has come to rest: show the text as everybody is to read it or keep it back, in the same transaction; who
    wrote what a person hid hears why."""
    if check.photo_id is None and check.about == "ticket":
        _show(check, public_text)
    elif check.photo_id is None and check.about == "answer":
        _show_answer(check, public_text)
    elif check.about == "note":
        _tell_note(check, public_text)
    if check.state is CheckState.HIDDEN and check.about in publicity.SOURCES:
        _tell(check)


def _show_answer(check: ContentCheck, public_text: str | None) -> None:
    given = db.session.get_one(Answer, check.about_id, populate_existing=True)
    given.is_public, given.public_text = check.state in OPEN, public_text
    _explain(given, public_text, check)


def _tell_note(check: ContentCheck, public_text: str | None) -> None:
    """What stands beside the answer is for supporters as the person who looked left it."""
    given = db.session.get_one(Answer, check.about_id, populate_existing=True)
    given.public_note = public_text or given.public_note
    given.note_is_public = check.state in OPEN and given.public_note is not None
    _explain(given, given.public_note if given.note_is_public else None, check)


def _explain(given: Answer, words: str | None, check: ContentCheck) -> None:
    """Who said "me too" heard only that there is an answer; now he hears what it says to everybody."""
    ticket = db.session.get_one(Ticket, given.ticket_id, populate_existing=True)
    if words and (ticket.is_public or check.about == "note"):
        notices.explained(ticket, words, occasion=f"{check.about}-{given.id}")


def _show(check: ContentCheck, public_text: str | None) -> None:
    """Unless its reporter wants it shown no longer; should he want it again, the text for everybody is there."""
    is_wanted = sa.or_(Ticket.is_public, Ticket.kept_back.is_not(None))
    db.session.execute(
        sa.update(Ticket).where(Ticket.id == check.about_id)
        .values(public_text=public_text, is_public=sa.and_(is_wanted, check.state in OPEN),
                kept_back=sa.case((is_wanted, NOT_SHOWN.get(check.state)), else_=None))
        .execution_options(synchronize_session=False))
    if check.state is CheckState.SHOWN:  # while it was hidden, nothing that hangs on it was looked at
        _put_up(check.about_id, check.account_id)


def _put_up(ticket_id: int, account_id: int) -> ContentCheck:
    """Everything of the ticket that everybody would see and nobody has looked at; returns the check of its text."""
    for answer in publicity.answers_to_check(ticket_id):
        screening.put_again("answer", answer.id, account_id=answer.by_id)
    return screening.put_again("ticket", ticket_id, account_id=account_id)


def _tell(check: ContentCheck) -> None:
    ticket_id, what = check.about_id, WRITTEN.get(check.about, "您反映的事")
    if check.about in WRITTEN:
        ticket_id = db.session.scalar(sa.select(Answer.ticket_id).where(Answer.id == check.about_id))
    ticket = db.session.scalar(sa.select(Ticket).where(Ticket.id == ticket_id))
    people = [check.account_id] if check.about in WRITTEN else [ticket.reporter_id, ticket.submitted_by_id]
    notices.not_shown(ticket, people, f"{what}里的一张照片" if check.photo_id else what, check.reason,
                      occasion=f"check-{check.id}-{check.version}")


def publish(number: str, *, by: Actor, seen: int | None = None) -> Ticket:
    """The reporter wants everybody to read it after all: shown once it was looked at, at once if it was before.

    Raises UnknownTicket, Stale, Forbidden, WrongPublicity.
    """
    with atomic():
        ticket = _locked(number, by)
        refuse_in_order(ticket, seen=seen, may=policy.speaks_for(by, ticket),
                        wrong=None if policy.can_be_published(ticket) else _wrong(ticket))
        check = _put_up(ticket.id, by.account_id)
        ticket.is_public = check.state in OPEN
        ticket.kept_back = None if ticket.is_public else NOT_SHOWN.get(check.state, KeptBack.CHECKING)
    return ticket


def unpublish(number: str, *, by: Actor, reason: str | None = None, seen: int | None = None) -> Ticket:
    """Show it no longer: its reporter as he likes; a worker or supervisor with a reason, which the reporter hears.

    Raises UnknownTicket, Stale, Forbidden, Invalid (`reason`), WrongPublicity.
    """
    with atomic():
        ticket = _locked(number, by)
        mine = policy.speaks_for(by, ticket)
        refuse_in_order(ticket, seen=seen, may=mine or policy.oversees(by, ticket),
                        wrong=None if ticket.awaits_publicity else _wrong(ticket))
        if mine:
            ticket.is_public, ticket.kept_back = False, None
            return ticket
        if not reason:
            raise invalid(reason="请说明原因，反映人会看到。")
        screening.hide("ticket", ticket.id, by=by, account_id=ticket.submitted_by_id, reason=reason,
                       number=ticket.number)
        return opening.locked(number)


def _wrong(ticket: Ticket) -> WrongPublicity:
    return WrongPublicity(publicity=ticket.publicity, state=ticket.state)


def _locked(number: str, by: Actor) -> Ticket:
    """The ticket he sees in full, locked after its checks: verdicts and decisions take them in this order too."""
    known = db.session.scalar(sa.select(Ticket.id).where(Ticket.number == opening.canonical(number)))
    if known is None:
        raise opening.UnknownTicket()
    screening.lock("ticket", known)
    ticket = opening.locked(number)
    if not opening.sees(by, ticket):
        raise opening.UnknownTicket()
    return ticket
