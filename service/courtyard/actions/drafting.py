"""save, discard: a draft is written down whole, as often as a poor connection makes a device send it."""

from __future__ import annotations

import orjson
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, inserting
from service.core.errors import Forbidden, WrongMoment
from service.core.keys import blind_indexes
from service.core.opening import check_version, refuse_in_order
from service.courtyard.actions import log_items, log_members
from service.courtyard.actions.days import DayNotHeld
from service.courtyard.models import DayState, PartyMassDay
from service.courtyard.models.logs import ActivityItem, ActivityLog, LogState, Opinion, Presence
from service.courtyard.policy import days as day_policy
from service.courtyard.policy import logs as policy
from service.courtyard.queries import log_persons as persons
from service.courtyard.queries import logs as queries
from service.courtyard.queries.days import UnknownDay
from service.media.actions import attach, remove_of
from service.media.actions.removing import remove_where
from service.media.models import Photo
from service.organization.actors import Actor
from service.party.queries import members

PLAIN = ("begins_at", "ends_at", "spot", "others_present")
PHOTOS = "activity_log"


class DayHasLog(WrongMoment):
    code, title = "day_has_log", "Day has a log"
    detail = "这一天已经有一份活动记录，请在那一份上填写。"


class ClientIdTaken(WrongMoment):
    code, title = "client_id_taken", "Client id taken"
    detail = "这个编号的记录由别人填写。院落长和村支部书记要接手，请先打开它再保存。"


class LogOfAnotherDay(WrongMoment):
    code, title = "log_of_another_day", "Log of another day"
    detail = "这个编号的记录是另一天的，请换一个编号。"


def save(client_id: str, *, by: Actor, day_id: int, seen: int | None = None, **draft) -> ActivityLog:
    """Write the whole draft down; the same again changes nothing, otherwise the last save counts.

    With `seen` a save on another version is refused (Stale); without it the recorder's last save wins. The lead and
    the secretary take a log over by naming the version they saw. Raises UnknownDay, Forbidden, DayHasLog,
    ClientIdTaken, LogOfAnotherDay, WrongMoment once it is submitted, Invalid (fields).
    """
    with atomic():
        day, may = _day(day_id, by)
        if not may:
            refuse_in_order(queries.locked(client_id), seen=seen, may=False)
        log, marks = _begun(client_id, day, by), _fingerprints(draft)
        if (log.fingerprint in marks and (log.recorder_id, log.day_id) == (by.account_id, day.id)
                and log.state in policy.EDITABLE):
            return log
        check_version(log, seen)
        _check_hands(log, day, by, seen)
        if log.state not in policy.EDITABLE:
            raise WrongMoment(state=log.state)
        if day.state is DayState.NOT_HELD:
            raise DayNotHeld(state=day.state)
        _write(log, draft, by)
        log.fingerprint, log.recorder_id, log.saved_at = marks[0], by.account_id, clock.now()
        log.version += 1
    return log


def _day(day_id: int, by: Actor) -> tuple[PartyMassDay, bool]:
    """The day, and whether he may record it. Raises UnknownDay."""
    day = db.session.get(PartyMassDay, day_id)
    if day is None:
        raise UnknownDay()
    is_member = members.belongs_to(by.account_id, group_id=day.group_id)
    may = policy.may_record(by, day.place.path, is_member=is_member)
    if not may and not db.session.scalar(
            sa.select(sa.exists().where(PartyMassDay.id == day_id, day_policy.visible_to(by)))):
        raise UnknownDay()
    return day, may


def _begun(client_id: str, day: PartyMassDay, by: Actor) -> ActivityLog:
    """The log of this id, locked, begun now when there is none: of two that begin it at once one does."""
    moment = clock.now()
    db.session.execute(inserting(ActivityLog).values(
        client_id=client_id, day_id=day.id, group_id=day.group_id, recorder_id=by.account_id, state=LogState.DRAFT,
        version=0, fingerprint="", minutes={}, decisions=[], place_id=day.place_id, place_path=day.place.path,
        town_id=day.town_id, community_id=day.community_id, for_supervisor=False, created_at=moment, saved_at=moment)
        .on_conflict_do_nothing())
    log = queries.locked(client_id)
    if log is None:
        raise DayHasLog(client_id=queries.of_day(day.id))
    return log


def _check_hands(log: ActivityLog, day: PartyMassDay, by: Actor, seen: int | None) -> None:
    """Raises ClientIdTaken for a log of somebody else's that is not taken over, LogOfAnotherDay."""
    mine = log.recorder_id == by.account_id
    if not mine and (seen is None or not policy.leads(by, log.place_path)):
        raise ClientIdTaken()
    if log.day_id != day.id:
        raise LogOfAnotherDay()


def _fingerprints(draft: dict) -> list[str]:
    """Keyed digests of what was sent, the current one first: a save that is sent again is known by one of them, and it
    tells nothing of a person."""
    return blind_indexes(orjson.dumps(draft, option=orjson.OPT_SORT_KEYS, default=str).decode(), "draft")


def _write(log: ActivityLog, draft: dict, by: Actor) -> None:
    log_members.check_times(draft.get("begins_at"), draft.get("ends_at"))
    for name in PLAIN:
        setattr(log, name, draft.get(name))
    log.station_id = log_members.station(draft.get("station_code"), log)
    log.host_id = log_members.host(draft.get("host_id"), log)
    log.minutes = {name: text for name, text in (draft.get("minutes") or {}).items() if text}
    log.decisions = [{"client_id": one["client_id"], "what": one.get("what"), "who": one.get("who"),
                      "due_on": one["due_on"].isoformat() if one.get("due_on") else None}
                     for one in draft.get("decisions") or ()]
    log.unread = draft.get("unread") or {}
    log_members.note(log, draft.get("present") or [], draft.get("absent") or [])
    log_items.write(log, draft.get("items") or [], by=by)
    _hang(log, draft.get("photos") or [], by)


def _hang(log: ActivityLog, ids: list[str], by: Actor) -> None:
    """The pictures of the draft, in this order; one that is left out is removed."""
    hanging = sa.and_(Photo.attached_to == PHOTOS, Photo.attached_id == log.id)
    before = set(db.session.scalars(sa.select(Photo.id).where(hanging)))
    if before - set(ids):
        remove_where(hanging, Photo.id.not_in(ids))
    new = [photo for photo in ids if photo not in before]
    if new:
        attach(new, owner_id=by.account_id, to=PHOTOS, attached_id=log.id)
    if len(ids) > 1:
        order = sa.case({photo: index for index, photo in enumerate(ids)}, value=Photo.id)
        db.session.execute(sa.update(Photo).where(hanging).values(position=order)
                           .execution_options(synchronize_session=False))


def discard(client_id: str, *, by: Actor, seen: int | None = None) -> None:
    """Throw a draft away that was never submitted, with everything in it: its recorder, the lead, the secretary.

    Raises UnknownLog, Stale, WrongMoment, Forbidden.
    """
    with atomic():
        log = queries.opened(client_id, by, seen=seen)
        if log.state is not LogState.DRAFT:
            raise WrongMoment(state=log.state)
        if not policy.may_amend(by, log):
            raise Forbidden()
        forget([log.id])


def forget(ids: list[int]) -> None:
    """Delete drafts and all that hangs on them, in the caller's transaction."""
    remove_of(PHOTOS, ids)
    for model in (Presence, ActivityItem, Opinion):
        db.session.execute(sa.delete(model).where(model.log_id.in_(ids))
                           .execution_options(synchronize_session=False))
    db.session.execute(sa.delete(ActivityLog).where(ActivityLog.id.in_(ids))
                       .execution_options(synchronize_session=False))


def anonymise(account_id: int) -> None:
    """Somebody leaves: his drafts go. What logs say of him as a member goes with his name: `forget_reasons`."""
    with atomic():
        forget(persons.drafts_of(account_id))


def forget_reasons(member_id: int) -> None:
    """Why a member was absent goes; that he was there, or not, stays with the log."""
    with atomic() as session:
        session.execute(sa.update(Presence).where(Presence.member_id == member_id).values(reason=None)
                        .execution_options(synchronize_session=False))
