"""Who leads what: appointed and ended, with dates; a history that nobody writes over."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment, invalid
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.organization.models import Unit
from service.party import days, policy
from service.party.actions.granting import Body, disempower, empower, lock_account, lock_grants
from service.party.models import BODY_OF, CourtyardGroup, Leadership, MemberHousehold, Office, PartyBranch, PartyMember
from service.party.queries import bodies, members, offices

SINGLE = frozenset({Office.SECRETARY, Office.GROUP_LEAD, Office.HOUSEHOLD_HEAD})
COLUMNS = {PartyBranch: Leadership.branch_id, CourtyardGroup: Leadership.group_id,
           MemberHousehold: Leadership.household_id, Unit: Leadership.unit_id}


class AlreadyInOffice(WrongMoment):
    """He holds it now."""

    code, title = "already_in_office", "Already in office"
    detail = "这个人现在就担任这个职务。"


class OfficeEnded(WrongMoment):
    """It is history."""

    code, title = "office_ended", "Office ended"
    detail = "这个任职已经结束，历史记录不能再改。"


def appoint(office: Office, body: Body, member: PartyMember, since: date | None = None, *,
            by: Actor | None) -> Leadership:
    """Appoint a live member of the body since a day (None: today, never to come); a single office changes hands.

    Raises Forbidden; Invalid; WrongMoment `already_in_office`, `member_left`, `body_ended`, `grant_of_another_unit`.
    """
    if not isinstance(body, BODY_OF[office]):
        raise invalid(office="这个职务不属于这一类组织。")
    if not policy.may_appoint(by, office, bodies.path_of(body), body.id if isinstance(body, Unit) else None):
        raise Forbidden()
    return seat(office, body, member, days.not_future(since, "since"), by=by)


def seat(office: Office, body: Body, member: PartyMember, since: date, *, by: Actor | None) -> Leadership:
    """As `appoint`, where policy has been asked already (a list of many)."""
    with atomic() as session:
        lock_account(member.account_id)
        bodies.locked(type(body), body.id, live=not isinstance(body, Unit))
        member = members.locked(member.id)
        _must_be_of(member, body)
        live = sa.select(Leadership).where(COLUMNS[type(body)] == body.id, Leadership.office == office,
                                           Leadership.until.is_(None))
        before = session.scalars(live.execution_options(populate_existing=True)).all()
        if any(held.member_id == member.id for held in before):
            raise AlreadyInOffice()
        replaced = before if office in SINGLE else []
        lock_grants([member.account_id, *(held.member.account_id for held in replaced)])
        for held in replaced:
            if since < held.since:
                raise invalid(since=f"不能早于现任的任职日期 {held.since}。")
            _close(held, since, by)
        seated = Leadership(office=office, member_id=member.id, since=since,
                            appointed_by_id=by.account_id if by else None, **{COLUMNS[type(body)].key: body.id})
        session.add(seated)
        session.flush()
        empower(seated, body, member.account_id, by=by)
        disempower(replaced, by=by)
        return seated


def _must_be_of(member: PartyMember, body: Body) -> None:
    """Raises WrongMoment `member_left`, Invalid: only who stands on the roster can lead there."""
    if member.left_on is not None:
        raise WrongMoment("这名党员已经转出。", code="member_left")
    if isinstance(body, Unit):
        here = member.unit_id == body.id
    else:
        group = body.group if isinstance(body, MemberHousehold) else body
        here = member.branch_id == (group.branch_id if isinstance(group, CourtyardGroup) else group.id)
    if not here:
        raise invalid(member_id="这名党员不在这个组织的名册上。")


def _close(held: Leadership, until: date, by: Actor | None) -> None:
    held.until, held.ended_by_id = max(until, held.since), by.account_id if by else None
    db.session.flush()


def end_office(office_id: int, *, until: date | None = None, by: Actor | None) -> Leadership:
    """End an office on a day (None: today). Raises NotFound, Forbidden, WrongMoment `office_ended`, Invalid."""
    with atomic():
        shown = offices.seen(office_id, by)
        lock_grants([shown.member_account_id])
        held = db.session.get_one(Leadership, office_id, with_for_update=True, populate_existing=True)
        refuse_in_order(shown, may=policy.may_appoint(by, held.office, shown.path, held.unit_id),
                        wrong=None if held.until is None else OfficeEnded())
        until = days.not_future(until, "until")
        if until < held.since:
            raise invalid(until=f"不能早于任职日期 {held.since}。")
        _close(held, until, by)
        disempower([held], by=by)
        return held


def end_all_of(member: PartyMember, *, until: date, by: Actor | None) -> None:
    """End every live office of a member who leaves."""
    lock_grants([member.account_id])
    _end_where(Leadership.member_id == member.id, until=until, by=by)


def end_all_at(body: Body, *, until: date, by: Actor | None) -> None:
    """End every live office of a body that ends."""
    holders = sa.select(PartyMember.account_id).join(Leadership).where(
        COLUMNS[type(body)] == body.id, Leadership.until.is_(None))
    lock_grants(db.session.scalars(holders).all())
    _end_where(COLUMNS[type(body)] == body.id, until=until, by=by)


def _end_where(condition, *, until: date, by: Actor | None) -> None:
    live = sa.select(Leadership).where(condition, Leadership.until.is_(None)).order_by(Leadership.id)
    held = db.session.scalars(live.with_for_update().execution_options(populate_existing=True)).all()
    for office in held:
        _close(office, until, by)
    disempower(held, by=by)


def appoint_by_code(*, office: Office, member_id: int, by: Actor, since: date | None = None,
                    **codes: str | None) -> Leadership:
    """As `appoint`, the body by its code (`branch_code`, `group_code` …; exactly one), the member by his id."""
    kinds = {f"{column.key.removesuffix('_id')}_code": kind for kind, column in COLUMNS.items()}
    named = {field: code for field, code in codes.items() if code}
    if len(named) != 1:
        raise invalid(office="请填写一个组织的编码，只填一个。")
    ((field, code),) = named.items()
    body = bodies.given(kinds[field], code, field)
    if not isinstance(body, BODY_OF[office]):
        raise invalid(**{field: "这个职务不属于这一类组织。"})
    if not policy.may_appoint(by, office, bodies.path_of(body), body.id if isinstance(body, Unit) else None):
        raise Forbidden()
    member = db.session.get(PartyMember, member_id)
    if member is None:
        raise invalid(member_id="这名党员不在这个组织的名册上。")
    return appoint(office, body, member, since, by=by)
