"""Records of service: born with what they came from, confirmed once, corrected only by a further entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.accounts.models import Account
from service.core import audit, clock
from service.core.database import atomic, db, execute, inserting
from service.core.errors import Forbidden, WrongMoment
from service.core.opening import Seen, refuse_in_order
from service.feedback.models import Ticket
from service.feedback.queries.showing import category_of
from service.feedback.workflow import Outcome
from service.membership.models.records import MOST_MINUTES, RecordState, ServiceEntry, ServiceKind, ServiceRecord
from service.membership.notices import records as notices
from service.membership.policy import records as policy
from service.membership.queries import records as queries
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Place

LONGEST_TITLE = 64
SOLVED = (Outcome.CONFIRMED, Outcome.AUTO_CONFIRMED)


class AlreadyConfirmed(WrongMoment):
    code, title = "already_confirmed", "Already confirmed"
    detail = "这条服务记录已经确认，只能用更正的方式再记一笔。"


class NotConfirmed(WrongMoment):
    code, title = "not_confirmed", "Not confirmed"
    detail = "这条服务记录还没有确认，请先确认。"


def from_ticket(ticket: Ticket, outcome: Outcome) -> None:
    """A ticket was closed: who answered it as an accepted member there has served, in the same transaction.

    What the resident wrote stays in the ticket; the record is called by its category.
    """
    account_id = queries.who_served(ticket) if outcome in SOLVED else None
    if account_id is None:
        return
    topic = category_of(ticket.category)
    bear(account_id=account_id, kind=ServiceKind.TICKET, ref=ticket.number, served_at=ticket.answered_at or clock.now(),
         title=f"办理诉求：{topic['name']}" if topic else "办理诉求", place=db.session.get_one(Place, ticket.place_id))


def bear(*, account_id: int, kind: ServiceKind, ref: str, title: str, place: Place, served_at: datetime,
         minutes: int | None = None) -> int | None:
    """A record of service, once for each person and source; returns its id, None when it was there already.

    Minutes the source knows were confirmed there by somebody; without them the community confirms.
    """
    ids, moment, minutes = place.ancestry, clock.now(), max(minutes or 0, 0)
    with atomic() as session:
        record_id = session.scalar(
            inserting(ServiceRecord).values(
                account_id=account_id, kind=ServiceKind(kind), ref=ref, title=title[:LONGEST_TITLE], place_id=place.id,
                place_path=place.path, community_id=ids[COMMUNITY_DEPTH] if len(ids) > COMMUNITY_DEPTH else None,
                unit_id=queries.unit_of(account_id), served_at=served_at, entry_count=1 if minutes else 0, version=1,
                created_at=moment)
            .on_conflict_do_nothing(index_elements=["account_id", "kind", "ref"]).returning(ServiceRecord.id))
        if record_id is None:
            return None
        if minutes:
            execute(sa.insert(ServiceEntry.__table__), {
                "record_id": record_id, "number": 1, "minutes": min(minutes, MOST_MINUTES), "at": moment,
                "reason": None, "by_id": None})
        else:
            notices.recorded(session.get_one(ServiceRecord, record_id))
    return record_id


def propose(record_id: int, *, by: Actor, minutes: int, seen: int | None = None) -> ServiceRecord:
    """The member says how long it took, before it is confirmed. Raises UnknownRecord, Forbidden, Stale,
    AlreadyConfirmed."""
    with atomic():
        record = queries.locked(record_id, by)
        refuse_in_order(record, seen=seen, wrong=_decided(record), may=policy.may_propose(by, record))
        record.proposed_minutes = minutes
        record.version += 1
    return record


Wrong = Callable[[ServiceRecord], WrongMoment | None]


def _decided(record: ServiceRecord) -> AlreadyConfirmed | None:
    return AlreadyConfirmed(state=RecordState.CONFIRMED) if record.entry_count else None


def confirm(record_id: int, *, by: Actor, minutes: int, seen: int | None = None) -> ServiceRecord:
    """A worker of the community confirms, with the minutes that count; nobody his own.

    Raises UnknownRecord, Forbidden, Stale, AlreadyConfirmed.
    """
    with atomic():
        record = _to_judge(record_id, by, seen, wrong=_decided)
        _enter(record, minutes, by)
        notices.confirmed([record], {record.id: minutes})
    return record


def _to_judge(record_id: int, by: Actor, seen: Seen, wrong: Wrong) -> ServiceRecord:
    record = queries.locked(record_id, by)
    refuse_in_order(record, seen=seen, wrong=wrong(record), may=policy.may_confirm(by, record),
                    forbidden=Forbidden("不能确认或更正自己的服务记录。" if policy.may_propose(by, record) else None))
    return record


def _undecided(record: ServiceRecord) -> NotConfirmed | None:
    return None if record.entry_count else NotConfirmed(state=RecordState.UNCONFIRMED)


def _enter(record: ServiceRecord, minutes: int, by: Actor, reason: str | None = None) -> None:
    record.entry_count += 1
    record.version += 1
    db.session.add(ServiceEntry(record_id=record.id, number=record.entry_count, minutes=minutes, reason=reason,
                                by_id=by.account_id, at=clock.now()))
    try:
        db.session.flush()
    except IntegrityError as error:  # the unique number is the truth, should the lock ever have been missed
        raise AlreadyConfirmed(state=RecordState.CONFIRMED) from error


def confirm_some(ids: list[int], *, by: Actor) -> dict:
    """Confirm up to a hundred records with the minutes their members proposed: `{confirmed: [id], refused: [{id,
    code}]}`. What cannot be confirmed is left as it is and named: `record_unknown`, `forbidden`,
    `already_confirmed` or `no_minutes`."""
    with atomic():
        found = {record.id: record for record in queries.locked_some(ids, by)}
        flaws = {one: _flaw(found.get(one), by) for one in ids}
        sound = [found[one] for one, flaw in flaws.items() if flaw is None]
        minutes = {record.id: record.proposed_minutes for record in sound}
        for record in sound:
            _enter(record, record.proposed_minutes, by)
        notices.confirmed(sound, minutes)
    return {"confirmed": [record.id for record in sound],
            "refused": [{"id": one, "code": flaw} for one, flaw in flaws.items() if flaw]}


def _flaw(record: ServiceRecord | None, by: Actor) -> str | None:
    if record is None:
        return "record_unknown"
    if not policy.may_confirm(by, record):
        return "forbidden"
    if record.entry_count:
        return "already_confirmed"
    return None if record.proposed_minutes else "no_minutes"


def correct(record_id: int, *, by: Actor, minutes: int, reason: str, seen: int | None = None) -> ServiceRecord:
    """A further entry counts from now on, the earlier ones stay; 0 minutes: it was no service. Audited.

    Raises UnknownRecord, Forbidden, Stale, NotConfirmed.
    """
    with atomic():
        record = _to_judge(record_id, by, seen, wrong=_undecided)
        _enter(record, minutes, by, reason)
        notices.corrected(record, minutes, reason)
        audit.record("correct_service", by=by, subject=f"service-record:{record.id}", entry=record.entry_count)
    return record


def forget(account: Account) -> None:
    """He leaves the service: what was done stays with the community; his unit sees it no more."""
    with atomic() as session:
        session.execute(sa.update(ServiceRecord).where(ServiceRecord.account_id == account.id).values(
            unit_id=None, proposed_minutes=None, version=ServiceRecord.version + 1)
            .execution_options(synchronize_session=False))
