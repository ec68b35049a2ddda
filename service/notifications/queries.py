"""Questions about messages: somebody's inbox, what he may be sent, dead letters, and how delivery is doing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from service.accounts.models import WechatIdentity
from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.notifications import cursors, policy, templates
from service.notifications.models import DeliveryState, Message, Subscription
from service.organization.actors import Actor

INBOX = (Message.id, Message.kind, Message.title, Message.body, Message.subject, Message.created_at,
         Message.read_at)
DELIVERY = (Message.id, Message.kind, Message.title, Message.subject, Message.state, Message.tries,
            Message.last_error, Message.created_at)


@dataclass(frozen=True, slots=True)
class Status:
    """How delivery is doing: messages waiting, for how long the oldest should have been out (0.0: none), dead ones."""

    waiting: int
    oldest_waiting_seconds: float
    dead: int


def in_state(state: DeliveryState, message=Message) -> sa.ColumnElement[bool]:
    """Messages in a state, written out so that the database can use the index of that state."""
    return message.state == sa.bindparam(None, state, type_=Message.state.type, literal_execute=True)


def is_behind() -> sa.ColumnElement[bool]:
    """Messages that wait for an earlier one on the same subject to the same person; an urgent one for urgent ones."""
    earlier = aliased(Message)
    return sa.exists().where(
        earlier.account_id == Message.account_id, earlier.subject == Message.subject, earlier.id < Message.id,
        in_state(DeliveryState.WAITING, earlier), sa.or_(earlier.urgent, ~Message.urgent))


def inbox(by: Actor, *, unread: bool, limit: int, cursor: str | None) -> Page:
    """A page of the person's own messages, newest first; `unread` leaves out what he has read."""
    question = sa.select(*INBOX).where(Message.account_id == by.account_id)
    if unread:
        question = question.where(Message.read_at.is_(None))
    return _page(question, limit, cursor)


def inbox_message(message_id: int, by: Actor) -> sa.Row:
    """One of the person's own messages. Raises NotFound for any other."""
    found = db.session.execute(sa.select(*INBOX).where(Message.id == message_id,
                                                       Message.account_id == by.account_id)).first()
    if found is None:
        raise NotFound()
    return found


def deliveries(by: Actor, *, state: DeliveryState, limit: int, cursor: str | None) -> Page:
    """A page of deliveries in this state within the actor's reach, newest first. Raises Forbidden."""
    _door(by)
    return _page(sa.select(*DELIVERY).where(in_state(state), policy.within_reach(by)), limit, cursor)


def delivery(message_id: int, by: Actor) -> sa.Row:
    """How the delivery of one message within the actor's reach went. Raises NotFound."""
    found = db.session.execute(sa.select(*DELIVERY).where(Message.id == message_id,
                                                          policy.within_reach(by))).first()
    if found is None:
        raise NotFound()
    return found


def status() -> Status:
    """How delivery is doing now; what is held for quiet hours or a digest, and what waits behind it, is not late."""
    moment = clock.now()
    waiting = db.session.scalar(sa.select(sa.func.count(Message.id)).where(in_state(DeliveryState.WAITING)))
    dead = db.session.scalar(sa.select(sa.func.count(Message.id)).where(in_state(DeliveryState.DEAD)))
    due_at = sa.func.coalesce(Message.due_at, Message.created_at)
    # The first in order, not the least of all: so the database looks behind whom it stands for a few of them only.
    oldest = db.session.scalar(sa.select(due_at).where(
        in_state(DeliveryState.WAITING), due_at <= moment, ~is_behind()).order_by(due_at).limit(1)) if waiting else None
    return Status(waiting, (moment - oldest).total_seconds() if oldest else 0.0, dead)


def dead_by_kind() -> dict[str, int]:
    """How many dead letters there are of each kind."""
    rows = db.session.execute(sa.select(Message.kind, sa.func.count()).where(in_state(DeliveryState.DEAD))
                              .group_by(Message.kind).order_by(Message.kind))
    return {kind: count for kind, count in rows}


def held_on(account_id: int) -> list[dict]:
    """Every message of a person, oldest first, ready for the export of his data; of what is about others that it came,
    without what it says of them."""
    body = sa.case((policy.is_about_others(account_id), None), else_=Message.body).label("body")
    columns = [body if column is Message.body else column for column in INBOX]
    rows = db.session.execute(sa.select(*columns).where(Message.account_id == account_id).order_by(Message.id))
    return [row._asdict() | {"created_at": clock.iso(row.created_at), "read_at": clock.iso(row.read_at)}
            for row in rows]


def subscriptions(by: Actor) -> Page:
    """Every template of ours, and how many more messages of it the person has ticked; one page."""
    ticked = {row.template: row for row in _ticked(by.account_id)}
    return Page([{"template": template.name, "template_id": template.id,
                  "remaining": ticked[template.name].remaining if template.name in ticked else 0,
                  "long_term": template.name in ticked and ticked[template.name].long_term}
                 for template in templates.known()])


def message_templates(by: Actor) -> Page:
    """Every template we need, and what is set for it: `id` None where nothing is, so that nothing goes out by it;
    one page. Raises Forbidden."""
    if not policy.may_see_templates(by):
        raise Forbidden()
    said = current_app.config["WECHAT_TEMPLATES"]
    known = {template.name: template for template in templates.known()}
    return Page([{"template": name, "id": said[name]["id"] if name in said else None,
                  "works": name in known, "long_term": name in known and known[name].long_term,
                  "fields": known[name].fields if name in known else {}} for name in templates.NAMES])


def subscriptions_held_on(account_id: int) -> list[dict]:
    """What a person has ticked, ready for the export of his data."""
    return [row._asdict() | {"pushed_at": clock.iso(row.pushed_at)} for row in _ticked(account_id)]


def account_behind(openid: str) -> int | None:
    """Whose openid of our app this is, None for nobody's."""
    return db.session.scalar(sa.select(WechatIdentity.account_id).where(
        WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"], WechatIdentity.openid == openid))


def _ticked(account_id: int) -> list[sa.Row]:
    return list(db.session.execute(
        sa.select(Subscription.template, Subscription.remaining, Subscription.long_term, Subscription.pushed_at)
        .where(Subscription.account_id == account_id).order_by(Subscription.template)))


def _door(by: Actor) -> None:
    if not policy.may_see_deliveries(by):
        raise Forbidden()


def _page(question: sa.Select, limit: int, cursor: str | None) -> Page:
    if cursor:
        question = question.where(Message.id < cursors.read(cursor))
    rows = db.session.execute(question.order_by(Message.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    return Page(rows[:limit], cursors.written(rows[limit - 1].id) if more else None)
