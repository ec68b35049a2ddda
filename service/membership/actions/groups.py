"""Keeping the directory of WeChat groups: entered, changed and ended by workers, kept fresh by owners."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.accounts import queries as accounts
from service.accounts.models import Account
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, WrongMoment, invalid
from service.core.opening import Seen, refuse_in_order
from service.media import actions as media
from service.media.models import Photo
from service.membership.models.groups import CAPACITY, PICTURE, QR_LIVES, REMIND_BEFORE, WechatGroup
from service.membership.notices import groups as notices
from service.membership.policy import groups as policy
from service.membership.queries import groups as queries
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, COMPOUND_DEPTH, Place
from service.organization.queries import places
from service.organization.queries.people import actor_of_account

BATCH = 500


class NameTaken(WrongMoment):
    code, title = "group_name_taken", "Group name taken"
    detail = "这个地点已经有同名的群了。"


def enter(*, by: Actor, place_code: str, name: str, owner_account_id: int, owner_name: str | None = None,
          capacity: int = CAPACITY, member_count: int | None = None) -> WechatGroup:
    """Enter a group of a community, compound or building. Raises Forbidden, Invalid, NameTaken."""
    place = places.given(place_code)
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    ids, moment = place.ancestry, clock.now()
    if len(ids) <= COMMUNITY_DEPTH:
        raise invalid(place_code="请选择社区（村）或其中的小区、院落、楼栋。")
    with atomic():
        owner = _owner(owner_account_id, place.path, ids[COMMUNITY_DEPTH])
        group = WechatGroup(
            name=name.strip(), place_id=place.id, place_path=place.path, community_id=ids[COMMUNITY_DEPTH],
            compound_id=ids[COMPOUND_DEPTH] if len(ids) > COMPOUND_DEPTH else None, owner_id=owner.id,
            owner_name=(owner_name or owner.display_name).strip(), capacity=capacity, created_at=moment,
            created_by_id=by.account_id, version=1)
        _count(group, member_count)
        db.session.add(group)
        _flush()
    return group


def _owner(account_id: int, path: str, community_id: int) -> Account:
    """Locked, so that he cannot leave while he is named. Raises Invalid (`owner_account_id`)."""
    try:
        account = accounts.account(account_id, locked=True)
        if policy.may_own(actor_of_account(account_id), path, community_id):
            return account
    except NotFound:
        pass
    raise invalid(owner_account_id="群主应当是在这个社区报到的党员或社区工作人员。")


def _count(group: WechatGroup, member_count: int | None) -> None:
    if member_count is None:
        return
    if member_count > group.capacity:
        raise invalid(member_count=f"这个群最多 {group.capacity} 人。")
    group.member_count, group.counted_at = member_count, clock.now()


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:  # the partial unique index is the truth
        raise NameTaken() from error


def change(group_id: int, *, by: Actor, name: str, owner_account_id: int, owner_name: str | None = None,
           capacity: int = CAPACITY, seen: int | None = None) -> WechatGroup:
    """Another name, owner or size. Raises UnknownGroup, Forbidden, Stale, Invalid, NameTaken."""
    place = _place_of(group_id, by, seen)
    with atomic():
        owner = _owner(owner_account_id, place.path, place.ancestry[COMMUNITY_DEPTH])  # before the group: see forget
        group = _to_arrange(group_id, by, seen)
        if (group.member_count or 0) > capacity:
            raise invalid(capacity=f"群里已有 {group.member_count} 人。")
        group.name, group.capacity, group.owner_id = name.strip(), capacity, owner.id
        group.owner_name = (owner_name or owner.display_name).strip()
        group.version += 1
        _flush()
    return group


def _place_of(group_id: int, by: Actor, seen: Seen) -> Place:
    """Where a group stands, before anything is locked; asked whether he may, so that nobody learns who is whom."""
    row = db.session.execute(sa.select(Place, WechatGroup.version).join(WechatGroup, WechatGroup.place_id == Place.id)
                             .where(WechatGroup.id == group_id, policy.groups_visible_to(by))).first()
    if row is None:
        raise queries.UnknownGroup()
    refuse_in_order(row, seen=seen, may=policy.may_arrange(by, row.Place.path))
    return row.Place


def _to_arrange(group_id: int, by: Actor, seen: int | None) -> WechatGroup:
    group = queries.locked(group_id, by)
    refuse_in_order(group, seen=seen, may=policy.may_arrange(by, group.place_path))
    return group


def _to_tell(group_id: int, by: Actor, seen: int | None) -> WechatGroup:
    group = queries.locked(group_id, by)
    refuse_in_order(group, seen=seen, may=policy.may_tell(by, group))
    return group


def state_count(group_id: int, *, by: Actor, member_count: int, seen: int | None = None) -> WechatGroup:
    """How many are in it, as the owner or a worker says. Raises UnknownGroup, Forbidden, Stale, Invalid."""
    with atomic():
        group = _to_tell(group_id, by, seen)
        _count(group, member_count)
        group.version += 1
    return group


def renew_qr(group_id: int, *, by: Actor, photo_id: str, expires_at: datetime | None = None,
             seen: int | None = None) -> WechatGroup:
    """A fresh QR picture in place of the old one; it lives seven days unless it says sooner.

    The picture that hangs there already is only given its new end. Raises UnknownGroup, Forbidden, Stale, Invalid.
    """
    moment = clock.now()
    with atomic():
        group = _to_tell(group_id, by, seen)
        if expires_at is not None and not moment < expires_at <= moment + QR_LIVES:
            raise invalid(expires_at="微信群二维码最多 7 天有效，请填写从现在起 7 天内的时间。")
        _hang(group, photo_id, by)
        group.qr_expires_at = expires_at or moment + QR_LIVES
        group.remind_at = max(moment, group.qr_expires_at - REMIND_BEFORE)
        group.version += 1
    return group


def _hang(group: WechatGroup, photo_id: str, by: Actor) -> None:
    hanging = sa.exists().where(Photo.id == photo_id, Photo.attached_to == PICTURE, Photo.attached_id == group.id)
    if db.session.scalar(sa.select(hanging)):
        return
    media.remove_of(PICTURE, [group.id])
    try:
        media.attach([photo_id], owner_id=by.account_id, to=PICTURE, attached_id=group.id)
    except Invalid as error:
        raise invalid(photo_id="照片不存在、不是您上传的，或已经用过。") from error


def end(group_id: int, *, by: Actor, seen: int | None = None) -> None:
    """The group is dissolved: its entry and its picture go. Raises UnknownGroup, Forbidden, Stale."""
    with atomic():
        group = _to_arrange(group_id, by, seen)
        group.ended_at = clock.now()
        group.version += 1
        _drop_qr(group)


def _drop_qr(group: WechatGroup) -> None:
    group.qr_expires_at = group.remind_at = None
    media.remove_of(PICTURE, [group.id])


def remind() -> int:
    """Tell who renews that a QR code runs out in a day, or has run out: each once, however late or often this runs.

    Returns how many groups were looked at.
    """
    done = 0
    for group_id in queries.due(BATCH):
        with atomic():
            group = queries.is_due(group_id)
            if group is not None:
                _remind(group)
                done += 1
    return done


def _remind(group: WechatGroup) -> None:
    expired = group.qr_expires_at <= clock.now()
    if queries.joins_by_qr(group):  # a code that lets nobody in any more is no reason to trouble anybody
        tell = notices.qr_expired if expired else notices.qr_expiring
        tell(group, queries.who_renews(group))
    group.remind_at = None if expired else group.qr_expires_at


def forget(account: Account) -> None:
    """The owner leaves the service: his groups stay without his name and his code, the workers hear of it."""
    with atomic():
        for group in db.session.scalars(sa.select(WechatGroup).where(WechatGroup.owner_id == account.id).order_by(
                WechatGroup.id).with_for_update().execution_options(populate_existing=True)).all():
            group.owner_id = group.owner_name = None
            group.version += 1
            _drop_qr(group)
            if group.ended_at is None:
                notices.owner_left(group, [one for one in queries.workers(group) if one != account.id], clock.now())
