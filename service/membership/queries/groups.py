"""The directory of WeChat groups: who may find which, how one comes in, and which places have none."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core import clock
from service.core.clock import iso, local
from service.core.database import db, execute
from service.core.errors import Forbidden, NotFound, invalid
from service.core.http import Page
from service.feedback.queries.people import with_roles
from service.media.models import Photo
from service.media.queries import shown as photo_shown
from service.membership.models.groups import PICTURE, QR_ADMITS, WechatGroup
from service.membership.policy import groups as policy
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Level, Place, Role
from service.organization.queries.people import actor_of_account
from service.organization.queries.places import place as place_of_code
from service.organization.queries.places import under

LARGEST_ID = 2**63 - 1
_ROW = (sa.select(*WechatGroup.__table__.columns, Place.code.label("place_code"), Place.name.label("place_name"),
                  Place.level.label("place_level"), Photo.id.label("photo_id"), Photo.width, Photo.height)
        .select_from(WechatGroup).join(Place, Place.id == WechatGroup.place_id)
        .outerjoin(Photo, sa.and_(Photo.attached_to == PICTURE, Photo.attached_id == WechatGroup.id)))


class UnknownGroup(NotFound):
    code = "group_unknown"
    detail = "没有这个群，或您不能查看。"


def groups(by: Actor, *, place: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of the groups he may find, by place: those that serve a place are at it, below it, or above it up to
    the community. Raises NotFound `place_unknown`, Invalid for the cursor."""
    statement = _ROW.where(policy.groups_visible_to(by)).order_by(Place.code, WechatGroup.id)
    if place is not None:
        statement = statement.where(_serving(place_of_code(place)))
    if cursor is not None:
        code, number = cursors.read(cursor, 2)
        statement = statement.where(sa.tuple_(Place.code, WechatGroup.id) > sa.tuple_(code, _position(number)))
    rows = execute(statement.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page([_shown(row, by) for row in rows[:limit]],
                cursors.written(last.place_code, last.id) if last else None)


def _position(number: str) -> int:
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def _serving(place: Place) -> sa.ColumnElement[bool]:
    return sa.or_(WechatGroup.place_path.startswith(place.path, autoescape=True),
                  WechatGroup.place_id.in_(place.ancestry[COMMUNITY_DEPTH:]))


def shown(group_id: int, by: Actor) -> dict:
    """One group as this person sees it. Raises UnknownGroup."""
    row = execute(_ROW.where(WechatGroup.id == group_id, policy.groups_visible_to(by))).first()
    if row is None:
        raise UnknownGroup()
    return _shown(row, by)


def locked(group_id: int, by: Actor) -> WechatGroup:
    """A group he may see, held until the transaction ends. Raises UnknownGroup."""
    found = db.session.scalar(
        sa.select(WechatGroup).where(WechatGroup.id == group_id, policy.groups_visible_to(by))
        .with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise UnknownGroup()
    return found


def _shown(row, by: Actor) -> dict:
    arranges, tells = policy.may_arrange(by, row.place_path), policy.may_tell(by, row)
    by_qr = joins_by_qr(row)
    fresh = bool(row.photo_id and row.qr_expires_at and row.qr_expires_at > clock.now())
    return {
        "id": row.id, "name": row.name, "capacity": row.capacity, "member_count": row.member_count,
        "place": {"code": row.place_code, "name": row.place_name, "level": row.place_level},
        "counted_at": row.counted_at, "joins_by_qr": by_qr, "how_to_join": _how_to_join(row, by_qr, fresh),
        "owner": row.owner_id and {"account_id": row.owner_id if arranges else None, "display_name": row.owner_name},
        "qr": {"photo": photo_shown(_Picture(row)), "expires_at": row.qr_expires_at} if by_qr and fresh else None,
        "permitted": [*(("edit", "end") if arranges else ()), *(("renew_qr", "state_count") if tells else ())],
        "version": row.version}


class _Picture:
    """The columns of a group's row that are its picture's."""

    def __init__(self, row):
        self.id, self.width, self.height = row.photo_id, row.width, row.height


def joins_by_qr(group) -> bool:
    """Whether WeChat lets anybody more in by the code, as far as was told; `policy.has_working_qr` asks the same."""
    return group.member_count is None or group.member_count < min(QR_ADMITS, group.capacity)


def _how_to_join(row, by_qr: bool, fresh: bool) -> str:
    """In plain words, what to do; the owner is named, not his number."""
    owner = f"群主{row.owner_name}" if row.owner_name else "社区工作人员"
    if row.member_count is not None and row.member_count >= row.capacity:
        return f"群里已满 {row.capacity} 人，暂时不能再加人，可以问{owner}有没有新群。"
    if not by_qr:
        return f"群里已有 {QR_ADMITS} 人以上，不能再扫码进群，请联系{owner}邀请。"
    if fresh:
        until = local(row.qr_expires_at)
        return f"请扫码进群，二维码在{until.month}月{until.day}日 {until:%H:%M} 前有效。"
    return f"现在没有可用的二维码，请联系{owner}更新。"


def missing(place_code: str, by: Actor, *, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of places below one that no group serves, by code: compounds and courtyards without any, and buildings
    without one where a neighbouring building has its own and the compound has none.

    Raises NotFound `place_unknown`, Forbidden, Invalid for the cursor.
    """
    place, above = place_of_code(place_code), aliased(Place)
    if not policy.may_see_missing(by, place.path):
        raise Forbidden()
    statement = (sa.select(Place.code, Place.name, Place.level, above.code.label("parent_code"),
                           above.name.label("parent_name"))
                 .join(above, above.id == Place.parent_id).where(under(place), _lacking())
                 .order_by(Place.code).limit(limit + 1))
    if cursor is not None:
        statement = statement.where(Place.code > cursors.read(cursor, 1)[0])
    rows = [dict(row._mapping) for row in execute(statement)]
    return Page(rows[:limit], cursors.written(rows[limit - 1]["code"]) if len(rows) > limit else None)


def _lacking() -> sa.ColumnElement[bool]:
    def live(*conditions):
        return sa.exists().where(WechatGroup.ended_at.is_(None), *conditions)
    whole = sa.and_(Place.level.in_([Level.COMPOUND, Level.COURTYARD]), ~live(WechatGroup.compound_id == Place.id))
    part = sa.and_(Place.level == Level.BUILDING, live(WechatGroup.compound_id == Place.parent_id),
                   ~live(WechatGroup.place_id.in_([Place.id, Place.parent_id])))
    return sa.or_(whole, part)


def pictures_visible_to(by: Actor | None) -> dict[str, sa.Select]:
    """For media: the QR pictures he may see, only while the code works."""
    if by is None:
        return {}
    return {PICTURE: sa.select(WechatGroup.id).where(policy.groups_visible_to(by), policy.has_working_qr())}


def who_renews(group: WechatGroup) -> list[int]:
    """Account ids that must hear about the QR code: the owner while he belongs to the community, else its workers."""
    if group.owner_id is not None:
        try:
            owner = actor_of_account(group.owner_id)
        except NotFound:
            owner = None
        if owner and policy.may_own(owner, group.place_path, group.community_id):
            return [owner.account_id]
    return workers(group)


def workers(group: WechatGroup) -> list[int]:
    """Account ids of the community's workers."""
    return with_roles(group.place_path, Role.COMMUNITY_WORKER)


def due(limit: int) -> list[int]:
    """Ids of groups whose owner must hear about the QR code now, the longest due first."""
    return list(db.session.scalars(sa.select(WechatGroup.id).where(WechatGroup.remind_at <= clock.now())
                                   .order_by(WechatGroup.remind_at).limit(limit)))


def is_due(group_id: int) -> WechatGroup | None:
    """The group, locked, or None when another worker has it in hand or it is not due any more."""
    return db.session.scalar(
        sa.select(WechatGroup).where(WechatGroup.id == group_id, WechatGroup.remind_at <= clock.now())
        .with_for_update(skip_locked=True).execution_options(populate_existing=True))


def owned_by(account_id: int) -> list[dict]:
    """The groups he owns, for the copy of what is held on him."""
    rows = execute(sa.select(WechatGroup.name, WechatGroup.owner_name, Place.code.label("place_code"),
                             WechatGroup.member_count, WechatGroup.created_at, WechatGroup.ended_at)
                   .join(Place, Place.id == WechatGroup.place_id)
                   .where(WechatGroup.owner_id == account_id).order_by(WechatGroup.id))
    return [dict(row._mapping) | {"created_at": iso(row.created_at), "ended_at": iso(row.ended_at)} for row in rows]
