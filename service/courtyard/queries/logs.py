"""Which logs somebody may see: one, locked for a verb, or a page of them; and what the next day reads out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.opening import check_version
from service.courtyard.models import PartyMassDay
from service.courtyard.models.logs import ActivityItem, ActivityLog, LogState, Opinion, Presence
from service.courtyard.policy import logs as policy
from service.feedback.models import Answer, Ticket
from service.feedback.policy import unsealed
from service.feedback.policy import visible_to as tickets_visible_to
from service.feedback.queries.opening import UnknownTicket, canonical
from service.feedback.queries.publicity import for_others
from service.feedback.workflow import State
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries.places import place as place_of_code
from service.party.models import CourtyardGroup
from service.party.queries import bodies

EXCERPT = 80
KNOWN_OUTCOMES = (State.ANSWERED, State.CLOSED)


class UnknownLog(NotFound):
    code = "log_unknown"
    detail = "没有这份活动记录，或您不能查看。"


def locked(client_id: str) -> ActivityLog | None:
    """The log with this id, locked until the transaction ends, whoever asks."""
    return db.session.scalar(sa.select(ActivityLog).where(ActivityLog.client_id == client_id)
                             .with_for_update(key_share=True).execution_options(populate_existing=True))


def opened(client_id: str, by: Actor, *, seen: int | None) -> ActivityLog:
    """The log, locked for a verb of somebody who sees it, in the version he saw. Raises UnknownLog, Stale."""
    log = db.session.scalar(
        sa.select(ActivityLog).where(ActivityLog.client_id == client_id, policy.visible_to(by))
        .with_for_update(of=ActivityLog, key_share=True).execution_options(populate_existing=True))
    if log is None:
        raise UnknownLog()
    check_version(log, seen)
    return log


def of_day(day_id: int) -> str | None:
    """The id of the log of a day, when it has one."""
    return db.session.scalar(sa.select(ActivityLog.client_id).where(ActivityLog.day_id == day_id))


def _count(model, *conditions) -> sa.ScalarSelect:
    return sa.select(sa.func.count()).where(model.log_id == ActivityLog.id, *conditions).scalar_subquery()


COLUMNS = (
    ActivityLog.id, ActivityLog.client_id, ActivityLog.state, ActivityLog.version, ActivityLog.begins_at,
    ActivityLog.ends_at, ActivityLog.others_present, ActivityLog.submitted_at, ActivityLog.decisions,
    PartyMassDay.id.label("day_id"), PartyMassDay.on, PartyMassDay.state.label("day_state"),
    CourtyardGroup.code.label("group_code"), CourtyardGroup.name.label("group_name"),
    Place.code.label("place_code"), Place.name.label("place_name"), Place.level.label("place_level"),
    Account.display_name.label("recorder"), _count(Presence, Presence.present).label("present_count"),
    _count(Presence, sa.not_(Presence.present)).label("absent_count"), _count(Opinion).label("opinions"))


def logs(by: Actor, *, group: str | None = None, place: str | None = None,
         state: LogState | tuple[LogState, ...] | None = None, month: str | None = None,
         ticket: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of the logs he may see, the newest first; `month` is `2026-03`, `ticket` a number he may see too.

    Raises NotFound for an unknown group or place, Invalid for the cursor.
    """
    conditions = [policy.visible_to(by), *_filters(by, group, place, state, month, ticket)]
    if cursor:
        conditions.append(ActivityLog.id < cursors.read(cursor))
    rows = db.session.execute(
        sa.select(*COLUMNS).join(PartyMassDay, ActivityLog.day_id == PartyMassDay.id)
        .join(CourtyardGroup, ActivityLog.group_id == CourtyardGroup.id).join(Place, ActivityLog.place_id == Place.id)
        .join(Account, ActivityLog.recorder_id == Account.id)
        .where(*conditions).order_by(ActivityLog.id.desc()).limit(limit + 1)).all()
    return Page([_summary(row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def _filters(by: Actor, group, place, state, month, ticket) -> list:
    conditions = []
    if group:
        conditions.append(ActivityLog.group_id == bodies.group(group).id)
    if place:
        spot = place_of_code(place)
        column = policy.COLUMNS.get(spot.level)
        conditions.append(column == spot.id if column is not None
                          else ActivityLog.place_path.startswith(spot.path, autoescape=True))
    if state:
        conditions.append(ActivityLog.state.in_((state,) if isinstance(state, LogState) else state))
    if month:
        conditions.append(PartyMassDay.month == month)
    if ticket:
        conditions.append(_came_out_of(by, ticket))
    return conditions


def _came_out_of(by: Actor, number: str) -> sa.ColumnElement[bool]:
    try:
        number = canonical(number)
    except UnknownTicket:
        return sa.false()
    return ActivityLog.id.in_(sa.select(Opinion.log_id).join(Ticket, Opinion.ticket_id == Ticket.id)
                              .where(Ticket.number == number, tickets_visible_to(by)))


def _summary(row) -> dict:
    return {"client_id": row.client_id, "state": row.state, "version": row.version,
            "day": {"id": row.day_id, "on": iso_day(row.on), "state": row.day_state},
            "group": {"code": row.group_code, "name": row.group_name},
            "place": {"code": row.place_code, "name": row.place_name, "level": row.place_level},
            "begins_at": clock_time(row.begins_at), "ends_at": clock_time(row.ends_at), "recorder": row.recorder,
            "present_count": row.present_count, "absent_count": row.absent_count,
            "others_present": row.others_present, "opinions": row.opinions, "decisions": len(row.decisions),
            "submitted_at": row.submitted_at}


def iso_day(day: date) -> str:
    """`2026-03-15`."""
    return day.isoformat()


def clock_time(moment) -> str | None:
    """`19:30`, local; None stays None."""
    return moment.strftime("%H:%M") if moment else None


Primary = sa.orm.aliased(Ticket)


def _of_last_answer(column) -> sa.ScalarSelect:
    return (sa.select(column).where(Answer.ticket_id == Primary.id).order_by(Answer.id.desc()).limit(1)
            .scalar_subquery())


Own = sa.orm.aliased(Opinion)
IS_OWN = sa.exists().where(Own.ticket_id == Primary.id, Own.group_id == sa.bindparam("group_id"))
READ_OUT = sa.case((IS_OWN, _of_last_answer(Answer.text)), else_=_of_last_answer(for_others(Primary)))
"""The answer to what was said in this courtyard; to a matter it was merged into, told elsewhere, what is for others."""
TO_READ_OUT = (
    sa.select(Opinion.id.label("opinion_id"), sa.func.substr(Opinion.text, 1, EXCERPT).label("text"), Ticket.number,
              Primary.state, Primary.outcome, READ_OUT.label("answer"))
    .join(Ticket, Opinion.ticket_id == Ticket.id)
    .join(Primary, Primary.id == sa.func.coalesce(Ticket.merged_into_id, Ticket.id))
    .join(ActivityLog, ActivityLog.id == Opinion.log_id).join(PartyMassDay, PartyMassDay.id == ActivityLog.day_id)
    .where(Opinion.group_id == sa.bindparam("group_id"), Opinion.read_out_log_id.is_(None),
           Primary.state.in_(KNOWN_OUTCOMES), unsealed(), PartyMassDay.on < sa.bindparam("on"),
           sa.or_(Primary.closed_at < sa.bindparam("ends"), _of_last_answer(Answer.at) < sa.bindparam("ends")))
    .order_by(Opinion.id))


def opinions_to_read_out(group_id: int, on: date) -> list[dict]:
    """What had become, by the end of this day, of opinions of earlier days: `{opinion_id, text, number, state, outcome,
    answer}`, `text` being its first 80 characters. A merged one has the state and the answer of its primary."""
    ends = datetime.combine(on + timedelta(days=1), time(), tzinfo=clock.LOCAL).astimezone(UTC)
    return [dict(row._mapping) for row in db.session.execute(
        TO_READ_OUT, {"group_id": group_id, "on": on, "ends": ends})]


def photos_visible_to(by: Actor | None) -> dict[str, sa.Select]:
    """Who may see a log may see its pictures."""
    seen = sa.false() if by is None else policy.visible_to(by)
    return {"activity_log": sa.select(ActivityLog.id).where(seen)}


def items_of(log_id: int) -> list[ActivityItem]:
    """The briefings, developments and mediations of a log, in their order."""
    return list(db.session.scalars(sa.select(ActivityItem).where(ActivityItem.log_id == log_id)
                                   .order_by(ActivityItem.position)))


def opinions_of(log_id: int) -> list[Opinion]:
    """The opinions of a log, in their order."""
    return list(db.session.scalars(sa.select(Opinion).where(Opinion.log_id == log_id).order_by(Opinion.position)
                                   .execution_options(populate_existing=True)))
