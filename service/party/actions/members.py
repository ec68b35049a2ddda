"""Coming on a roster and leaving it: one live membership a person, and an office ends with the membership."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exc

from service.core.database import atomic, db
from service.core.errors import WrongMoment, invalid
from service.core.keys import blind_indexes
from service.core.text import mask_name
from service.organization.actors import Actor
from service.organization.models import Unit
from service.party import days, events
from service.party.actions.granting import lock_account
from service.party.actions.joining import account_with, join
from service.party.actions.offices import end_all_of
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.party.queries import bodies, members


class AlreadyMember(WrongMoment):
    """He stands on another roster, or somebody else stands on this one with his phone."""

    code, title = "already_member", "Already a member"
    detail = "这个人已经在一个党组织的名册上了，请先在那里办理转出。"


class HasLeft(WrongMoment):
    """The membership is over; coming back is a new row."""

    code, title = "member_left", "Has left"
    detail = "这名党员已经转出，名册上的这一条不能再改。"


def enrol(*, name: str, phone: str | None = None, unit: Unit | None = None, branch: PartyBranch | None = None,
          group: CourtyardGroup | None = None, account_id: int | None = None, by: Actor | None,
          joined_on: date | None = None) -> PartyMember:
    """Find or put somebody on the roster of one unit or branch, for a package whose own policy has allowed it.

    The same account or phone on this roster is the same person: his row learns the account, phone and group it did
    not know. Raises WrongMoment `already_member` (he stands on another roster), `body_ended`; Invalid.
    """
    branch = branch or (group.branch if group else None)
    if (branch is None) == (unit is None) or (group and group.branch_id != branch.id):
        raise invalid(group_code="党小组不属于这个党组织。") if group and branch else invalid(
            branch_code="请填写党组织或单位，只填一个。")
    joined_on = days.not_future(joined_on, "joined_on")
    with atomic():
        known = account_id or account_with(phone)
        lock_account(known)
        for body in filter(None, (branch, group)):
            bodies.locked(type(body), body.id, live=True, read=True)
        found = _standing(phone, known, branch or unit)
        if found is None:
            found = _put(PartyMember(
                name=name.strip(), phone=phone, phone_index=_index(phone), branch_id=branch.id if branch else None,
                unit_id=unit.id if unit else None, group_id=group.id if group else None, joined_on=joined_on))
        _learn(found, phone, group)
        if known is not None and found.account_id is None:
            join(found, known)
        return found


def _index(phone: str | None) -> str | None:
    return blind_indexes(phone, "phone")[0] if phone else None


def _standing(phone: str | None, account_id: int | None, body: PartyBranch | Unit) -> PartyMember | None:
    """Who stands on this roster with the phone or the account, locked. Raises AlreadyMember."""
    found = [members.of_account(account_id) if account_id else None, members.with_phone(phone) if phone else None]
    rows = {row.id for row in found if row is not None}
    if not rows:
        return None
    if len(rows) > 1:
        raise AlreadyMember()
    row = members.locked(rows.pop())
    here = row.branch_id == body.id if isinstance(body, PartyBranch) else row.unit_id == body.id
    if row.left_on is not None or not here or (account_id and row.account_id not in (None, account_id)):
        raise AlreadyMember()
    return row


def _put(member: PartyMember) -> PartyMember:
    """The row, written; of two at once the unique indexes let one in. Raises AlreadyMember."""
    try:
        with db.session.begin_nested():
            db.session.add(member)
            db.session.flush()
    except exc.IntegrityError as error:
        raise AlreadyMember() from error
    return member


def _learn(member: PartyMember, phone: str | None, group: CourtyardGroup | None) -> None:
    if phone and member.phone is None:
        member.phone, member.phone_index = phone, _index(phone)
    if group and member.group_id is None:
        member.group_id = group.id
    db.session.flush()


def leave(member: PartyMember, *, on: date | None, by: Actor | None) -> None:
    """End a membership on a day (None: today) with every office; announces `member_left`. No policy is asked.

    Raises WrongMoment `member_left`; Invalid for a day to come or before he joined.
    """
    on = days.not_future(on, "on")
    with atomic() as session:
        row = members.locked(member.id)
        if row.left_on is not None:
            raise HasLeft()
        if on < row.joined_on:
            raise invalid(on=f"不能早于加入名册的日期 {row.joined_on}。")
        row.left_on, row.version = on, row.version + 1
        session.flush()
        events.member_left.send(row, by=by)
        end_all_of(row, until=on, by=by)


def forget(account_id: int) -> None:
    """Take account, phone and name from every row of a person who is erased, announcing `member_forgotten` before it;
    that somebody was a member stays."""
    with atomic() as session:
        for number in members.ids_of_account(account_id):
            row = members.locked(number)
            events.member_forgotten.send(row)
            row.account_id = row.phone = row.phone_index = None
            row.name, row.version = mask_name(row.name) or "*", row.version + 1
        session.flush()


def subjects_about(account_id: int) -> list[str]:
    """By what the audit log knows his memberships."""
    return [f"member:{number}" for number in members.ids_of_account(account_id)]
