"""Who may see a record of service, who confirms it, who corrects it; there is no question about several persons."""

from __future__ import annotations

import sqlalchemy as sa

from service.membership.models.records import ServiceRecord
from service.organization.actors import Actor
from service.organization.models import Role


def of_himself(by: Actor) -> sa.ColumnElement[bool]:
    """His own service."""
    return ServiceRecord.account_id == by.account_id


def of_his_community(by: Actor) -> sa.ColumnElement[bool]:
    """Service in the communities he works for: he is who confirms it."""
    return ServiceRecord.community_id.in_([held.community_id for held in by.held(Role.COMMUNITY_WORKER)])


def of_his_unit(by: Actor) -> sa.ColumnElement[bool]:
    """Service of registered members of the unit he administers."""
    return ServiceRecord.unit_id.in_([held.unit_id for held in by.held(Role.UNIT_ADMIN) if held.unit_id])


def records_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one predicate of list, detail and export: the member, the community's workers, his unit's administrator."""
    return sa.or_(of_himself(by), of_his_community(by), of_his_unit(by))


def sees_place(by: Actor, record: ServiceRecord) -> bool:
    """The member and the community's workers know the very place; his unit only the community."""
    return record.account_id == by.account_id or by.holds(Role.COMMUNITY_WORKER, path=record.place_path)


def may_propose(by: Actor, record: ServiceRecord) -> bool:
    """The member, of his own service."""
    return record.account_id == by.account_id


def may_confirm(by: Actor, record: ServiceRecord) -> bool:
    """A worker of the community, of anybody's service but his own; the same for a correction."""
    return record.account_id != by.account_id and by.holds(Role.COMMUNITY_WORKER, path=record.place_path)
