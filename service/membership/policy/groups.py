"""Who may see and change the directory of WeChat groups."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.membership.models.groups import QR_ADMITS, WechatGroup
from service.organization.actors import Actor
from service.organization.models import Role

SUPERVISORS = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
OVERSEERS = (Role.COMMUNITY_WORKER, *SUPERVISORS)


def groups_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one predicate of directory, detail and pictures: accepted members of the community, its workers and
    supervisors; nobody else, since a QR code lets in whoever holds it."""
    communities = [held.community_id for held in by.held(Role.PARTY_MEMBER) if held.community_id]
    return sa.and_(WechatGroup.ended_at.is_(None), sa.or_(
        WechatGroup.community_id.in_(communities),
        *(WechatGroup.place_path.startswith(held.path, autoescape=True) for held in by.held(*OVERSEERS))))


def has_working_qr() -> sa.ColumnElement[bool]:
    """A QR code that has not expired, of a group that still lets people in by it."""
    return sa.and_(WechatGroup.qr_expires_at > clock.now(),
                   sa.or_(WechatGroup.member_count.is_(None), sa.and_(
                       WechatGroup.member_count < QR_ADMITS, WechatGroup.member_count < WechatGroup.capacity)))


def may_arrange(by: Actor, path: str) -> bool:
    """The community's workers keep the directory."""
    return by.holds(Role.COMMUNITY_WORKER, path=path)


def may_tell(by: Actor, group: WechatGroup) -> bool:
    """Who renews the QR code and states how many are in: the workers, and the owner (who is found to see it)."""
    return may_arrange(by, group.place_path) or group.owner_id == by.account_id


def may_see_missing(by: Actor, path: str) -> bool:
    """The workers of a place, and its supervisors."""
    return by.holds(*OVERSEERS, path=path)


def may_own(person: Actor, path: str, community_id: int) -> bool:
    """An accepted member of the community, or one of its workers."""
    return may_arrange(person, path) or any(
        held.community_id == community_id for held in person.held(Role.PARTY_MEMBER))
