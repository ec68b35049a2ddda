"""Hearing an outside system: once for each delivery, whoever it is proved by the seal alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, inserting
from service.core.errors import Invalid, Unauthorized
from service.exchange import systems
from service.exchange.models import IncomingEvent
from service.exchange.signing import Sealed, is_genuine
from service.feedback.actions import outside

EFFECTS: Mapping[str, Callable] = {"accepted": outside.accept, "progress": outside.progress, "done": outside.finish,
                                   "returned": outside.hand_back}
NOBODY: Mapping[str, bytes] = {}


class SignatureInvalid(Unauthorized):
    """One answer to whatever is wrong with a seal: who asks learns neither the systems nor their keys."""

    code, title = "signature_invalid", "Signature invalid"
    detail = "签名不正确或已过时。"


class DeliveryReused(Invalid):
    code, title = "delivery_reused", "Delivery reused"
    detail = "同一个投递编号不能用于不同的内容。"


def hear(code: str, sealed: Sealed, *, event: str, **said) -> dict:
    """Do what the event says, and keep the answer with it: the same delivery again gets the same answer.

    Raises SignatureInvalid, DeliveryReused, and what the effect raises; then nothing is kept, and it may come again.
    """
    system = systems.known().get(code)
    if not is_genuine(sealed, system.keys if system else NOBODY, clock.now()):
        raise SignatureInvalid()
    fingerprint = hashlib.sha256(sealed.body).hexdigest()
    with atomic() as session:
        row_id = _take(session, system.code, sealed.delivery, fingerprint, event)
        if row_id is None:
            return _again(session, system.code, sealed.delivery, fingerprint)
        ticket, forwarding = EFFECTS[event](system=system.code, **said)
        answer = {"number": ticket.number, "state": ticket.state.value, "external_id": forwarding.external_id,
                  "sync_state": str(forwarding.sync_state)}
        session.execute(sa.update(IncomingEvent).where(IncomingEvent.id == row_id).values(answer=answer))
    return answer


def _take(session, system: str, delivery: str, fingerprint: str, event: str) -> int | None:
    """The id of the row when it is new. The same delivery at the same moment waits here for the first to end."""
    return session.scalar(inserting(IncomingEvent).values(
        system=system, delivery=delivery, fingerprint=fingerprint, event=event, at=clock.now())
        .on_conflict_do_nothing(index_elements=["system", "delivery"]).returning(IncomingEvent.id))


def _again(session, system: str, delivery: str, fingerprint: str) -> dict:
    row = session.execute(sa.select(IncomingEvent.fingerprint, IncomingEvent.answer).where(
        IncomingEvent.system == system, IncomingEvent.delivery == delivery)).one()
    if row.fingerprint != fingerprint:
        raise DeliveryReused(fields={})
    return row.answer
