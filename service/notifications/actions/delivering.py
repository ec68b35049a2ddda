"""Delivery: messages are leased in one transaction, sent outside of any, their outcomes kept in another."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import aliased

from service import wechat
from service.accounts.models import WechatIdentity
from service.core import clock, metrics, retries
from service.core.database import atomic, db
from service.notifications import templates
from service.notifications.models import DeliveryState, Message
from service.notifications.queries import in_state
from service.wechat.errors import Misuse, Refused, WeChatError

PASSES = 100
LONGEST_ERROR = 200
TABLE = Message.__table__
log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the leased messages; `waiting` ones will be tried again."""

    leased: int = 0
    delivered: int = 0
    inbox_only: int = 0
    waiting: int = 0
    dead: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one leased message ended; `after_tries` names the lease it was sent under."""

    message_id: int
    after_tries: int
    new_state: DeliveryState
    new_tries: int
    new_next_try_at: datetime | None = None
    new_delivered_at: datetime | None = None
    new_last_error: str | None = None


def deliver_all() -> Counts:
    """Deliver until nothing is due, or for 100 rounds; the next minute goes on from there."""
    total = Counts()
    for _ in range(PASSES):
        counts = deliver_due()
        total = total.plus(counts)
        # Messages that came straight back mean a slow platform: it gets its rest until the next minute.
        if counts.leased == 0 or counts.waiting == counts.leased:
            break
    return total


def deliver_due(limit: int = 200) -> Counts:
    """Lease up to `limit` messages that are due, send them to WeChat, keep the outcomes; at least once each.

    The earliest waiting message of a subject goes first, the next one in the next round.
    Safe with several workers; raises RuntimeError inside a transaction, because WeChat may take its time.
    """
    if db.session().info.get("atomic"):
        raise RuntimeError("deliver outside of any transaction")
    messages, openids = lease(limit)
    outcomes: list[Outcome] = []
    try:
        for message in messages:
            outcomes.append(_attempt(message, openids.get(message.account_id)))
    finally:  # a worker that is stopped half-way keeps what it has sent
        _keep(outcomes)
    states = Counter(outcome.new_state for outcome in outcomes)
    return Counts(len(messages), states[DeliveryState.DELIVERED], states[DeliveryState.INBOX_ONLY],
                  states[DeliveryState.WAITING], states[DeliveryState.DEAD])


def lease(limit: int) -> tuple[list[sa.Row], dict[int, str]]:
    """Take due messages for 60 s, as rows in the order of their ids, with the openid of each account.

    Whoever takes them and dies leaves them waiting: they are due again after the lease.
    """
    moment = clock.now()
    with atomic() as session:
        ids = list(session.scalars(_due(moment, limit)))
        leased = session.execute(
            sa.update(TABLE).where(TABLE.c.id.in_(ids))
            .values(tries=TABLE.c.tries + 1, next_try_at=moment + retries.LEASE).returning(*TABLE.c)).all()
        people = {message.account_id for message in leased}
        openids = session.execute(
            sa.select(WechatIdentity.account_id, WechatIdentity.openid).order_by(WechatIdentity.id)
            .where(WechatIdentity.account_id.in_(people),
                   WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"])).all() if people else []
    return sorted(leased, key=lambda message: message.id), {row.account_id: row.openid for row in openids}


def _due(moment: datetime, limit: int) -> sa.Select:
    """Ids of messages that are due and not behind an earlier one on the same subject to the same person."""
    earlier = aliased(Message)
    behind = sa.exists().where(earlier.account_id == Message.account_id, earlier.subject == Message.subject,
                               in_state(DeliveryState.WAITING, earlier), earlier.id < Message.id)
    return (sa.select(Message.id)
            .where(in_state(DeliveryState.WAITING), Message.next_try_at <= moment, ~behind)
            .order_by(Message.next_try_at, Message.id).limit(limit)
            .with_for_update(of=Message, skip_locked=True))


def _attempt(message: sa.Row, openid: str | None) -> Outcome:
    if message.tries > retries.MOST_TRIES:  # its workers died on it, again and again
        return _ended(message, DeliveryState.DEAD, "no worker came back from sending it")
    if openid is None:
        return _ended(message, DeliveryState.INBOX_ONLY, "no WeChat identity")
    if clock.now() > message.next_try_at - retries.LEASE + retries.LAST_START:
        return Outcome(message.id, message.tries, DeliveryState.WAITING, message.tries - 1, clock.now(),
                       new_last_error=message.last_error)
    try:
        wechat.platform().send(
            openid, message.kind,
            templates.data(message.title, message.body, message.subject, message.created_at),
            templates.page(message.subject, message.dedupe_key))
    except Refused as refusal:
        return _ended(message, DeliveryState.INBOX_ONLY, str(refusal))
    except Misuse as mistake:
        metrics.alarm("message_misuse")
        log.error("message_misuse", message_id=message.id, kind=message.kind, reason=str(mistake))
        return _ended(message, DeliveryState.DEAD, str(mistake))
    except Exception as trouble:  # one message must not stop those behind it
        return _put_off(message, trouble)
    return Outcome(message.id, message.tries, DeliveryState.DELIVERED, message.tries,
                   new_delivered_at=clock.now())


def _ended(message: sa.Row, state: DeliveryState, reason: str) -> Outcome:
    return Outcome(message.id, message.tries, state, message.tries, new_last_error=reason[:LONGEST_ERROR])


def _put_off(message: sa.Row, trouble: Exception) -> Outcome:
    """Busy, or an accident of ours, whose text may hold anything and is not kept."""
    reason = str(trouble) if isinstance(trouble, WeChatError) else type(trouble).__name__
    log.warning("message_put_off", message_id=message.id, tries=message.tries, reason=reason)
    if message.tries >= retries.MOST_TRIES:
        return _ended(message, DeliveryState.DEAD, reason)
    return Outcome(message.id, message.tries, DeliveryState.WAITING, message.tries,
                   clock.now() + retries.wait_after(message.tries), new_last_error=reason[:LONGEST_ERROR])


def _keep(outcomes: list[Outcome]) -> None:
    """Write the outcomes; where the lease ran out and another worker holds the message, his will count."""
    if not outcomes:
        return
    said = sa.bindparam
    ended = sa.update(TABLE).where(
        TABLE.c.id == said("message_id"), TABLE.c.tries == said("after_tries"),
    ).values(state=said("new_state"), tries=said("new_tries"), next_try_at=said("new_next_try_at"),
             delivered_at=said("new_delivered_at"), last_error=said("new_last_error"))
    with atomic() as session:
        session.execute(ended, [{name: getattr(outcome, name) for name in Outcome.__slots__}
                                for outcome in outcomes])
