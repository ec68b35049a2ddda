"""Founding, renaming and ending branches, courtyard groups and households; nothing ends that others depend on."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import exc

from service.core import audit
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment, invalid
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.organization.queries import places
from service.organization.queries.places import CODE
from service.party import days, levels, policy
from service.party.actions.offices import end_all_at
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch, PartyMember
from service.party.queries import bodies, organisation

BELOW = {PartyBranch: (("branches", PartyBranch, PartyBranch.parent_id),
                       ("groups", CourtyardGroup, CourtyardGroup.branch_id),
                       ("members", PartyMember, PartyMember.branch_id)),
         CourtyardGroup: (("households", MemberHousehold, MemberHousehold.group_id),
                          ("members", PartyMember, PartyMember.group_id)),
         MemberHousehold: ()}
WORDS = {"branches": "下级党组织", "groups": "院落党小组", "households": "中心户", "members": "党员"}


class StillInUse(WrongMoment):
    """Something live hangs below; `below` names what."""

    code, title = "body_in_use", "Still in use"
    detail = "下面还有在册的组织或党员，请先转出或撤销。"


def found_branch(code: str, name: str, place_code: str, parent_code: str | None = None, *,
                 by: Actor | None) -> PartyBranch:
    """A branch of the district, a town, a village or a community, below another or not.

    Raises Forbidden, Invalid, WrongMoment `code_taken` or `body_ended`.
    """
    place = places.given(place_code)
    parent = bodies.given(PartyBranch, parent_code, "parent_code") if parent_code else None
    _refuse(place_code=levels.flaw_of_branch(place.level, place.path, parent.place.path if parent else None))
    if not policy.may_shape_branches(by, place.path):
        raise Forbidden()
    return _found(PartyBranch(code=code, name=name.strip(), place_id=place.id,
                              parent_id=parent.id if parent else None), parent, by)


def found_group(code: str, name: str, branch_code: str, place_code: str, *, by: Actor | None) -> CourtyardGroup:
    """A courtyard group of a branch, at a courtyard or compound below it. Raises as `found_branch`."""
    place, branch = places.given(place_code), bodies.given(PartyBranch, branch_code, "branch_code")
    _refuse(place_code=levels.flaw_of_group(place.level, place.path, branch.place.path))
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    return _found(CourtyardGroup(code=code, name=name.strip(), branch_id=branch.id, place_id=place.id), branch, by)


def found_household(code: str, name: str, group_code: str, place_code: str, *, by: Actor | None) -> MemberHousehold:
    """A member household of a group, at its place or below. Raises as `found_branch`."""
    place, group = places.given(place_code), bodies.given(CourtyardGroup, group_code, "group_code")
    _refuse(place_code=levels.flaw_of_household(place.path, group.place.path))
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    return _found(MemberHousehold(code=code, name=name.strip(), group_id=group.id, place_id=place.id), group, by)


def _refuse(**fields: str | None) -> None:
    flaws = {name: reason for name, reason in fields.items() if reason}
    if flaws:
        raise invalid(**flaws)


def keep(row):
    """The new row, written. Raises Invalid for no proper code, WrongMoment `code_taken`."""
    if not CODE.fullmatch(row.code):
        raise invalid(code="编码只能用字母、数字和横线，最多 32 位。")
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except exc.IntegrityError as error:
        raise WrongMoment("这个编码已经有了。", code="code_taken") from error
    return row


def _found(row, above, by: Actor | None):
    """Below a body that lives, and stays so until this is written."""
    with atomic():
        if above is not None:
            bodies.locked(type(above), above.id, live=True, read=True)
        keep(row)
        audit.record("body_founded", by=by, subject=f"{row.__tablename__}:{row.code}")
    return row


def change(kind: type, code: str, *, by: Actor, seen: int | None = None, name: str, ended_on: date | None = None,
           parent_code: str | None = None) -> None:
    """Rename a body, hang a branch below another, or end it on a day that has come, with the offices of it.

    Raises NotFound, Forbidden, Stale, WrongMoment `body_ended` or `body_in_use` (with `below`), Invalid.
    """
    with atomic() as session:
        row = held(kind, code, organisation.seen(kind, code, by), by=by, seen=seen)
        ended_on = days.not_future(ended_on, "ended_on") if ended_on else None
        row.name, row.version = name.strip(), row.version + 1
        if kind is PartyBranch:
            row.parent_id = _parent_id(row, parent_code)
        session.flush()
        if ended_on is not None:
            _end(row, ended_on, by)
        audit.record("body_changed", by=by, subject=f"{kind.__tablename__}:{row.code}", ended_on=ended_on)


def held(kind: type, code: str, row: sa.Row, *, by: Actor, seen: int | None):
    """The body locked for a change, all doors passed. Raises Forbidden, Stale, WrongMoment `body_ended`."""
    may = policy.may_shape_branches if kind is PartyBranch else policy.may_arrange
    body = bodies.locked(kind, row.id)
    refuse_in_order(body, seen=seen, may=may(by, row.path), wrong=bodies.over(body))
    return body


def _parent_id(branch: PartyBranch, parent_code: str | None) -> int | None:
    """The branch to hang below, which must not hang below this one. Raises Invalid, WrongMoment `body_ended`."""
    parent = bodies.given(PartyBranch, parent_code, "parent_code") if parent_code else None
    if parent is None or parent.id == branch.parent_id:
        return parent.id if parent else None
    _refuse(parent_code=levels.flaw_of_branch(branch.place.level, branch.place.path, parent.place.path))
    bodies.locked(PartyBranch, parent.id, live=True, read=True)
    above: PartyBranch | None = parent
    while above is not None:
        if above.id == branch.id:
            raise invalid(parent_code="不能放在自己或自己的下级下面。")
        above = db.session.get(PartyBranch, above.parent_id) if above.parent_id else None
    return parent.id


def _end(row, on: date, by: Actor) -> None:
    below = [name for name, kind, column in BELOW[type(row)] if db.session.scalar(sa.select(sa.exists().where(
        column == row.id, (kind.left_on if kind is PartyMember else kind.ended_on).is_(None))))]
    if below:
        raise StillInUse("、".join(f"还有{WORDS[name]}" for name in below) + "，请先转出或撤销。",
                         below=below, state="live")
    row.ended_on = on
    db.session.flush()
    end_all_at(row, until=on, by=by)
