"""Opinions become tickets, each exactly one; what became of earlier ones is read out."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import personal
from service.core.database import db
from service.core.errors import Forbidden, Invalid, invalid
from service.core.text import flaw
from service.courtyard.actions.log_items import wrong
from service.courtyard.models.logs import ActivityLog, Opinion
from service.courtyard.queries import logs as queries
from service.feedback import actions as feedback
from service.feedback import policy as feedback_policy
from service.feedback.limits import LONGEST_TEXT
from service.organization.actors import Actor

SOURCE = "courtyard"
NOBODY = "院落居民"  # whose matter it is when nobody agreed to be named; the ticket is anonymous


def raise_all(log: ActivityLog, *, by: Actor) -> int:
    """Submit what is to be raised and is no ticket yet, in the caller's transaction; returns how many.

    Raises Forbidden `on_behalf_needs_grant`, Invalid naming the item that cannot be submitted.
    """
    waiting = [opinion for opinion in queries.opinions_of(log.id) if opinion.to_raise and opinion.ticket_id is None]
    if waiting and not feedback_policy.may_submit_for_others(by):
        raise Forbidden("记录里有要转办的意见，请院落长或村支部书记提交。", code="on_behalf_needs_grant")
    for opinion in waiting:
        _raise(log, opinion, by)
    return len(waiting)


def _raise(log: ActivityLog, opinion: Opinion, by: Actor) -> None:
    """With consent on behalf of the person, who is known to the ticket alone from now on; else of the courtyard."""
    if opinion.consent and not opinion.person_name:
        raise wrong(opinion.position, opinion.client_id, "本人同意留名，请填写姓名。")
    person = {"name": opinion.person_name or NOBODY, "phone": opinion.person_phone}
    try:
        ticket = feedback.submit(
            by=by, text=opinion.text, place_code=opinion.place.code, category=opinion.category,
            urgency=opinion.urgency, on_behalf_of=person, anonymous=not opinion.consent, source=SOURCE,
            external_id=f"log:{log.id}:{opinion.client_id}")
    except Invalid as error:
        reasons = [reason for named in error.extra.get("fields", {}).values() for reason in named]
        raise wrong(opinion.position, opinion.client_id, "".join(reasons) or error.detail) from error
    opinion.ticket_id, opinion.person_name, opinion.person_phone = ticket.id, None, None
    db.session.flush()


def check(log: ActivityLog) -> None:
    """Raises Invalid naming an opinion that says nothing or too much."""
    for opinion in queries.opinions_of(log.id):
        reason = flaw(opinion.text or "", LONGEST_TEXT)
        if reason:
            raise wrong(opinion.position, opinion.client_id, reason)


def read_out(log: ActivityLog, ids: list[int] | None) -> None:
    """Note that the outcome of these opinions of earlier days was read out; None: of all that stood on the agenda,
    but for what the draft says was not.

    Raises Invalid for an id that is not to be read out.
    """
    due = {row["opinion_id"] for row in queries.opinions_to_read_out(log.group_id, log.day.on)}
    chosen = due - log.left_unread("opinions") if ids is None else set(ids)
    known = set(db.session.scalars(sa.select(Opinion.id).where(Opinion.read_out_log_id == log.id)))
    if chosen - due - known:
        raise invalid(read_out="这里有一条不在本次要通报的意见里。")
    db.session.execute(
        sa.update(Opinion).where(Opinion.id.in_(chosen & due), Opinion.read_out_log_id.is_(None))
        .values(read_out_log_id=log.id).execution_options(synchronize_session=False))


def empty(ticket_ids: Sequence[int], why: str) -> None:
    """What was said on the day and became these tickets goes with their words."""
    personal.empty(Opinion, Opinion.ticket_id.in_(ticket_ids), why=why)
