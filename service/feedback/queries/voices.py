"""What a resident may still say of a matter, and what is asked of him: for pages that show buttons."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core.database import db
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Answer, Support, Ticket
from service.feedback.queries import lists
from service.feedback.workflow import State
from service.organization.actors import Actor


def _is_mine(by: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(Ticket.reporter_id == by.account_id, Ticket.submitted_by_id == by.account_id)


def _is_asked(by: Actor) -> sa.ColumnElement[bool]:
    """A question waits for his reply, or an answer for his rating (domain.md: whose matter it is rates)."""
    return sa.or_(Ticket.state == State.ASKING,
                  sa.and_(Ticket.state == State.ANSWERED, Ticket.reporter_id == by.account_id))


def asked_of(by: Actor, *, limit: int = 20) -> list[dict]:
    """His matters that wait for him, the newest first: to be answered a question about, or to be rated."""
    return lists.newest(_is_mine(by), _is_asked(by), by=by, limit=limit, cursor=None).items


def others_of(by: Actor, *, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of his further matters, the newest first."""
    return lists.newest(_is_mine(by), sa.not_(_is_asked(by)), by=by, limit=limit, cursor=cursor)


def voices(ticket: Ticket, by: Actor | None) -> set[str]:
    """Of support, withdraw_support, publish and unpublish, what he may say now; a statement at most."""
    if by is None:
        return set()
    found = {name for name, may in (("publish", policy.may_publish), ("unpublish", policy.may_unpublish))
             if may(by, ticket)}
    if policy.may_support(by, ticket) and ticket.state is not State.CLOSED:
        found.add("withdraw_support" if _supports(by, ticket) else "support")
    return found


def _supports(by: Actor, ticket: Ticket) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(
        Support.ticket_id == ticket.id, Support.account_id == by.account_id))))


def answers_shown(numbers: Sequence[str]) -> dict[str, str]:
    """The last answer as everybody may read it, by number, of those of these tickets everybody may read."""
    rows = db.session.execute(
        sa.select(Ticket.number, Answer.public_text).join(Answer, Answer.ticket_id == Ticket.id)
        .where(Ticket.number.in_(numbers), Ticket.is_public, Answer.is_public).order_by(Answer.id))
    return {row.number: row.public_text for row in rows}
