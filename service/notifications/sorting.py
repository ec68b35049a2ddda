"""What is done with each message that is due: sent now, held, or left in the inbox. Pure: no rows are written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from service.core import retries

NO_IDENTITY = "no WeChat identity"
NOT_SUBSCRIBED = "not subscribed"
NO_TEMPLATE = "its template is not in WECHAT_TEMPLATES"
NOBODY_CAME_BACK = "no worker came back from sending it"
Pair = tuple[int, str]


@dataclass(slots=True)
class Quota:
    """What one person may still be sent by one template; `ticks` of them are spent in this lease."""

    remaining: int = 0
    long_term: bool = False
    pushed_at: datetime | None = None
    ticks: int = 0
    is_used: bool = False

    def has_one(self) -> bool:
        """Whether another message may be sent."""
        return self.long_term or self.remaining > 0

    def use(self, moment: datetime, *, paid: bool) -> None:
        """Send one now; what is paid for already, or subscribed to for good, takes no tick."""
        tick = int(not paid and not self.long_term)
        self.remaining, self.ticks = self.remaining - tick, self.ticks + tick
        self.pushed_at, self.is_used = moment, True


@dataclass(frozen=True, slots=True)
class Hour:
    """The moment, until when it is quiet (None: it is not), and how far apart two pushes of a template are."""

    moment: datetime
    quiet_until: datetime | None
    digest: timedelta


@dataclass(slots=True)
class Sorting:
    """Rows by what is done with them; each of `together` is one push."""

    together: list[list[sa.Row]] = field(default_factory=list)
    held: list[tuple[sa.Row, datetime]] = field(default_factory=list)
    inbox_only: list[tuple[sa.Row, str]] = field(default_factory=list)
    worn_out: list[sa.Row] = field(default_factory=list)


def sort(rows: Iterable[sa.Row], reachable: Collection[int], templates: Collection[str],
         quotas: Mapping[Pair, Quota], hour: Hour) -> Sorting:
    """Sort due messages, each the first of its conversation; uses up ticks of `quotas` (one for every pair).

    Urgent ones go first and alone; the others of one person and template go as one, unless digests are off.
    """
    sorting = Sorting()
    groups: dict[object, list[sa.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row.urgent, row.id)):
        if _is_worn_out(row, hour.moment):
            sorting.worn_out.append(row)
        elif row.account_id not in reachable:
            sorting.inbox_only.append((row, NO_IDENTITY))
        elif row.template not in templates:
            sorting.inbox_only.append((row, NO_TEMPLATE))
        else:
            alone = row.urgent or not hour.digest
            groups[row.id if alone else (row.account_id, row.template)].append(row)
    for group in groups.values():
        _decide(group, quotas[group[0].account_id, group[0].template], hour, sorting)
    return sorting


def _is_worn_out(row: sa.Row, moment: datetime) -> bool:
    """Its workers died again and again, for a week: before that it is more likely that they died of something else."""
    return row.tries >= retries.MOST_TRIES and moment >= (row.due_at or row.created_at) + retries.GIVEN_UP_AFTER


def _decide(group: list[sa.Row], quota: Quota, hour: Hour, sorting: Sorting) -> None:
    paid = any(row.paid for row in group)
    if not paid and not quota.has_one():
        sorting.inbox_only += [(row, NOT_SUBSCRIBED) for row in group]
        return
    held_until = None if group[0].urgent else hour.quiet_until or _apart(quota, hour, paid)
    if held_until:
        sorting.held += [(row, held_until) for row in group]
        return
    quota.use(hour.moment, paid=paid)
    sorting.together.append(group)


def _apart(quota: Quota, hour: Hour, paid: bool) -> datetime | None:
    """The end of the time in which the next message waits for others; one that is tried again has waited."""
    if paid or quota.pushed_at is None or quota.pushed_at > hour.moment + hour.digest:  # the clock was put back
        return None
    again = quota.pushed_at + hour.digest
    return again if again > hour.moment else None
