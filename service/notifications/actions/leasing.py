"""Taking what is due: which messages are sent now, and the ticks they cost, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from service.accounts.models import WechatIdentity
from service.core import caches, clock, metrics, retries
from service.core.database import atomic
from service.notifications import templates
from service.notifications.actions import settling
from service.notifications.actions.settling import Ending
from service.notifications.models import DeliveryState, Message, Subscription
from service.notifications.queries import in_state, is_behind
from service.notifications.quiet import quiet_until
from service.notifications.sorting import NO_TEMPLATE, NOBODY_CAME_BACK, Hour, Pair, Quota, Sorting, sort
from service.notifications.templates import Template

MOST_FOLLOWERS = 1000
LONGEST_HOLD = timedelta(days=2)  # quiet hours and digests hold for a day at most
TABLE, SUBSCRIPTIONS = Message.__table__, Subscription.__table__
log = structlog.get_logger("delivery")
_told_missing: set[str] = set()
caches.register(_told_missing.clear)


@dataclass(frozen=True, slots=True)
class Push:
    """One message to WeChat that stands for one or several of ours (oldest first), ours until `until`.

    `left`: how many ticks the person then had left for this template, as far as we know.
    """

    openid: str
    template: Template
    messages: tuple[sa.Row, ...]
    until: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Lease:
    """What one worker took: pushes to be sent before `until`, and how many messages were settled while sorting."""

    pushes: tuple[Push, ...] = ()
    until: datetime | None = None
    held: int = 0
    inbox_only: int = 0
    dead: int = 0


def lease(limit: int) -> Lease:
    """Take up to `limit` due messages, each the first of its conversation, and what goes out together with them.

    They are ours for 60 s: whoever takes them and dies leaves them waiting, and paid for. The number of statements
    does not depend on how many are taken. Locks are taken in one order: messages, then subscriptions.
    """
    moment = clock.now()
    with atomic() as session:
        rows = _leaders(session, moment, limit)
        if not rows:
            return Lease()
        people, quotas = _people(session, rows), _quotas(session, rows)
        config = current_app.config
        hour = Hour(moment, quiet_until(moment, config["QUIET_HOURS"]), timedelta(seconds=config["DIGEST_SECONDS"]))
        known = {template.name: template for template in templates.known()}
        sorting = sort(rows, people, known, quotas, hour)
        if hour.digest:
            _join_followers(session, sorting, moment)
        _settle_at_once(sorting)
        until = moment + retries.LEASE
        _take(session, sorting, until)
        _spend(session, quotas)
    _tell_of_missing(sorting)
    pushes = tuple(Push(people[group[0].account_id], known[group[0].template], tuple(group), until,
                        quotas[group[0].account_id, group[0].template].remaining) for group in sorting.together)
    return Lease(pushes, until, len(sorting.held), len(sorting.inbox_only), len(sorting.worn_out))


def call_back() -> None:
    """Let what waits for a moment none of our waits reaches be due now: the clock has been put back meanwhile."""
    moment = clock.now()
    with atomic() as session:
        session.execute(sa.update(TABLE).values(next_try_at=moment).where(
            in_state(DeliveryState.WAITING), TABLE.c.next_try_at > moment + LONGEST_HOLD))


def due(moment: datetime, limit: int, *, urgent: bool) -> sa.Select:
    """Messages that are due and not behind an earlier one of their conversation, in the order they became due."""
    return (sa.select(Message.__table__)
            .where(in_state(DeliveryState.WAITING), Message.urgent if urgent else ~Message.urgent,
                   Message.next_try_at <= moment, ~is_behind())
            .order_by(Message.next_try_at, Message.id).limit(limit)
            .with_for_update(of=Message, skip_locked=True))


def _leaders(session: Session, moment: datetime, limit: int) -> list[sa.Row]:
    """Emergencies first: they do not stand in the queue."""
    rows = list(session.execute(due(moment, limit, urgent=True)))
    if len(rows) < limit:
        rows += session.execute(due(moment, limit - len(rows), urgent=False))
    return rows


def _people(session: Session, rows: Sequence[sa.Row]) -> dict[int, str]:
    """The openid of each account that has one in this app; of several the newest."""
    found = session.execute(
        sa.select(WechatIdentity.account_id, WechatIdentity.openid).order_by(WechatIdentity.id)
        .where(WechatIdentity.account_id.in_({row.account_id for row in rows}),
               WechatIdentity.app_id == current_app.config["WECHAT_APP_ID"]))
    return {row.account_id: row.openid for row in found}


def _quotas(session: Session, rows: Sequence[sa.Row]) -> dict[Pair, Quota]:
    """What may still be sent, locked: of two workers that want the last tick the second one sees it gone."""
    pairs = sorted({(row.account_id, row.template) for row in rows})
    found = session.execute(
        sa.select(SUBSCRIPTIONS).order_by(SUBSCRIPTIONS.c.account_id, SUBSCRIPTIONS.c.template)
        .where(sa.tuple_(SUBSCRIPTIONS.c.account_id, SUBSCRIPTIONS.c.template).in_(pairs)).with_for_update())
    quotas = {pair: Quota() for pair in pairs}
    for row in found:
        quotas[row.account_id, row.template] = Quota(row.remaining, row.long_term, row.pushed_at)
    return quotas


def _join_followers(session: Session, sorting: Sorting, moment: datetime) -> None:
    """Let what else is due for the same person by the same template go out in the same push."""
    groups = {(group[0].account_id, group[0].template): group for group in sorting.together if not group[0].urgent}
    if not groups:
        return
    taken = {row.id for group in groups.values() for row in group}
    found = [row for row in session.execute(
        sa.select(TABLE).where(
            in_state(DeliveryState.WAITING), ~Message.urgent, Message.next_try_at <= moment,
            Message.tries < retries.MOST_TRIES, Message.account_id.in_({account for account, _ in groups}),
            sa.tuple_(Message.account_id, Message.template).in_(sorted(groups)))
        .order_by(Message.id).limit(MOST_FOLLOWERS).with_for_update(of=Message, skip_locked=True))
        if row.id not in taken]
    for row in _not_overtaking(session, found, taken):
        groups[row.account_id, row.template].append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.id)


def _not_overtaking(session: Session, found: Sequence[sa.Row], taken: set[int]) -> list[sa.Row]:
    """Those with nothing waiting before them in their conversation but what goes out in the same push."""
    conversations = defaultdict(list)
    joining = [row for row in found if row.subject is None]
    for row in found:
        if row.subject is not None:
            conversations[row.account_id, row.subject].append(row)
    if not conversations:
        return joining
    before = _all_waiting(session, list(conversations))
    for conversation, rows in conversations.items():
        wanted = {row.id: row for row in rows}
        for message_id, template in before[conversation]:
            if template != rows[0].template or message_id not in taken and message_id not in wanted:
                break
            if message_id in wanted:
                joining.append(wanted[message_id])
    return joining


def _all_waiting(session: Session, conversations: list[tuple[int, str]]) -> dict[tuple, list[tuple[int, str]]]:
    """Id and template of every waiting message of these conversations, in their order."""
    waiting = defaultdict(list)
    for row in session.execute(
            sa.select(TABLE.c.account_id, TABLE.c.subject, TABLE.c.id, TABLE.c.template).where(
                in_state(DeliveryState.WAITING), Message.account_id.in_({account for account, _ in conversations}),
                sa.tuple_(Message.account_id, Message.subject).in_(conversations)).order_by(TABLE.c.id)):
        waiting[row.account_id, row.subject].append((row.id, row.template))
    return waiting


def _settle_at_once(sorting: Sorting) -> None:
    """What needs no sending: left in the inbox, held until later, or given up."""
    inbox, waiting, dead = DeliveryState.INBOX_ONLY, DeliveryState.WAITING, DeliveryState.DEAD
    endings = [Ending.of(row, inbox, reason=reason) for row, reason in sorting.inbox_only]
    endings += [Ending.of(row, waiting, next_try_at=until, due_at=until, reason=row.last_error)
                for row, until in sorting.held]
    # No tick is given back: the worker may have sent it each time before it died.
    endings += [Ending.of(row, dead, reason=NOBODY_CAME_BACK, paid=False) for row in sorting.worn_out]
    settling.keep(endings)


def _take(session: Session, sorting: Sorting, until: datetime) -> None:
    ids = [row.id for group in sorting.together for row in group]
    if ids:
        session.execute(sa.update(TABLE).where(TABLE.c.id.in_(ids))
                        .values(tries=TABLE.c.tries + 1, next_try_at=until, paid=True))


def _spend(session: Session, quotas: dict[Pair, Quota]) -> None:
    said, used = sa.bindparam, [(pair, quota) for pair, quota in quotas.items() if quota.is_used]
    if used:
        session.execute(
            sa.update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.account_id == said("account"),
                                           SUBSCRIPTIONS.c.template == said("name"))
            .values(remaining=SUBSCRIPTIONS.c.remaining - said("ticks"), pushed_at=said("moment")),
            [{"account": account, "name": name, "ticks": quota.ticks, "moment": quota.pushed_at}
             for (account, name), quota in used])


def _tell_of_missing(sorting: Sorting) -> None:
    """A template that is not configured keeps messages from everybody: one alarm for each, in each process."""
    missing = {row.template for row, reason in sorting.inbox_only if reason == NO_TEMPLATE} - _told_missing
    _told_missing.update(missing)
    for template in sorted(missing):
        metrics.alarm("template_missing")
        log.error("template_missing", template=template, setting="WECHAT_TEMPLATES")
