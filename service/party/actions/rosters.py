"""Keeping a roster: whoever looks after it admits, corrects, dismisses, and asks for a phone with a reason."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import exc

from service.core import audit
from service.core.database import atomic, db
from service.core.errors import Forbidden, invalid
from service.core.keys import blind_indexes
from service.core.opening import Seen, check_version, refuse_in_order
from service.organization.actors import Actor
from service.organization.models import Unit
from service.party import policy
from service.party.actions.granting import lock_account
from service.party.actions.joining import account_with, join
from service.party.actions.members import AlreadyMember, HasLeft, enrol, leave
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.party.queries import bodies, members, rosters


def admit(*, name: str, by: Actor | None, phone: str | None = None, branch_code: str | None = None,
          group_code: str | None = None, unit_code: str | None = None, joined_on: date | None = None) -> PartyMember:
    """Put somebody on the roster of a branch (or of a group, and so of its branch) or of a unit.

    Raises Forbidden, Invalid, WrongMoment `already_member`, also when he stands on this very roster, `body_ended`.
    """
    branch = bodies.given(PartyBranch, branch_code, "branch_code") if branch_code else None
    group = bodies.given(CourtyardGroup, group_code, "group_code") if group_code else None
    unit = bodies.given(Unit, unit_code, "unit_code") if unit_code else None
    branch = branch or (group.branch if group else None)
    if (branch is None) == (unit is None):
        raise invalid(branch_code="请填写党组织或单位，只填一个。")
    if not policy.may_keep_roster(by, branch_path=branch.place.path if branch else None,
                                  unit_id=unit.id if unit else None):
        raise Forbidden()
    with atomic():
        known = account_with(phone)
        if phone and members.with_phone(phone) or known and members.of_account(known):
            raise AlreadyMember()
        member = enrol(name=name, phone=phone, branch=branch, group=group, unit=unit, joined_on=joined_on, by=by)
        audit.record("enrol", by=by, subject=f"member:{member.id}")
    return member


def amend(member_id: int, *, by: Actor, seen: int | None = None, **changes: str | None) -> None:
    """Correct a name, a phone (None takes it away) or the group within the branch; what is left out stays.

    Raises NotFound, Forbidden, Stale, Invalid, WrongMoment `member_left` or `already_member`.
    """
    with atomic():
        row = _kept(member_id, by, seen)
        group, known = _group(changes), row.account_id or account_with(changes.get("phone"))
        lock_account(known)
        if group is not None:
            bodies.locked(CourtyardGroup, group.id, live=True, read=True)
        member = members.locked(member_id)
        refuse_in_order(member, seen=seen, may=True, wrong=_gone(member))
        if group is not None and group.branch_id != member.branch_id:
            raise invalid(group_code="党小组不属于他所在的党组织。")
        _write(member, changes, group, known)
        if known is not None and member.account_id is None:
            join(member, known)
        audit.record("member_changed", by=by, subject=f"member:{member_id}", fields=sorted(changes))


def _group(changes: dict) -> CourtyardGroup | None:
    code = changes.get("group_code")
    return bodies.given(CourtyardGroup, code, "group_code") if code else None


def _write(member: PartyMember, changes: dict, group: CourtyardGroup | None, known: int | None) -> None:
    """Raises AlreadyMember: another row has the phone, or the account that has proved it."""
    phone = changes.get("phone")
    others = [members.with_phone(phone) if phone else None, members.of_account(known) if known else None]
    if any(other is not None and other.id != member.id for other in others):
        raise AlreadyMember()
    if "name" in changes:
        member.name = changes["name"].strip()
    if "phone" in changes:
        member.phone, member.phone_index = phone, blind_indexes(phone, "phone")[0] if phone else None
    if "group_code" in changes:
        member.group_id = group.id if group else None
    member.version += 1
    try:
        with db.session.begin_nested():
            db.session.flush()
    except exc.IntegrityError as error:
        raise AlreadyMember() from error


def _gone(member: PartyMember | sa.Row) -> HasLeft | None:
    return None if member.left_on is None else HasLeft()


def _kept(member_id: int, by: Actor, seen: Seen) -> sa.Row:
    """One member of a roster this person keeps, not locked yet. Raises NotFound, Stale, HasLeft, Forbidden."""
    row = rosters.seen(member_id, by)
    refuse_in_order(row, seen=seen, wrong=_gone(row),
                    may=policy.may_keep_roster(by, branch_path=row.branch_path, unit_id=row.unit_id))
    return row


def dismiss(member_id: int, *, by: Actor, on: date | None = None, seen: int | None = None) -> None:
    """He has left, on a day (None: today); his offices end. Raises as `amend`."""
    with atomic():
        _kept(member_id, by, seen)
        member = members.locked(member_id)
        check_version(member, seen)
        leave(member, on=on, by=by)
        audit.record("member_left", by=by, subject=f"member:{member_id}")


def reveal(member_id: int, *, by: Actor, reason: str, seen: Seen = None) -> dict:
    """`{name, phone}` for whoever looks after the roster or leads the group; audited.

    Nobody there needs to reach who has left. Raises NotFound, Stale, WrongMoment `member_left`, Forbidden.
    """
    with atomic():
        row = rosters.seen(member_id, by)
        gone = HasLeft("这名党员已经转出，不再提供他的电话。")
        refuse_in_order(row, seen=seen, may=rosters.knows(by, row), wrong=gone if row.left_on is not None else None)
        audit.record("reveal", by=by, subject=f"member:{member_id}", words={"reason": reason})
        return {"name": row.name, "phone": row.phone}
