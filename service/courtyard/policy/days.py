"""Who may do what with a party-mass day and its decisions, and who may see them: one predicate for both."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from service.courtyard import calendar
from service.courtyard.models import DayState, Decision, PartyMassDay
from service.organization.actors import Actor, Held
from service.organization.models import Level, Role
from service.party import policy as party
from service.party.models import Leadership, MemberHousehold, Office, PartyMember

READERS = (Role.COURTYARD_LEAD, *party.READERS)
CLOSE = (Role.COURTYARD_LEAD, *party.KNOW_NAMES)
Rows = type[PartyMassDay] | type[Decision]


def within(grant: Held, rows: Rows) -> sa.ColumnElement[bool]:
    """Rows inside the granted place, by the column an index knows."""
    if grant.level is Level.DISTRICT:
        return sa.true()
    if grant.level is Level.TOWN:
        return rows.town_id == grant.place_id
    if grant.level in (Level.COMMUNITY, Level.VILLAGE):
        return rows.community_id == grant.place_id
    return rows.place_id == grant.place_id


def groups_of(account_id: int) -> sa.CompoundSelect:
    """The ids of groups he belongs to: on their roster, or as the head of a household of theirs."""
    mine = sa.and_(PartyMember.account_id == account_id, PartyMember.left_on.is_(None))
    member = sa.select(PartyMember.group_id).where(mine, PartyMember.group_id.is_not(None))
    head = (sa.select(MemberHousehold.group_id).join(Leadership, Leadership.household_id == MemberHousehold.id)
            .join(PartyMember, PartyMember.id == Leadership.member_id)
            .where(mine, Leadership.until.is_(None), Leadership.office == Office.HOUSEHOLD_HEAD,
                   MemberHousehold.ended_on.is_(None)))
    return sa.union_all(member, head)


def visible_to(by: Actor | None, rows: Rows = PartyMassDay) -> sa.ColumnElement[bool]:
    """The group itself, its lead, and who looks after or audits the place above it; a decision also the one it
    names."""
    if by is None:
        return sa.false()
    named = [Decision.account_id == by.account_id] if rows is Decision else []
    return sa.or_(rows.group_id.in_(groups_of(by.account_id)), *named,
                  *(within(grant, rows) for grant in by.held(*READERS)))


def outlined_to(_by: Actor | None, today: date) -> sa.ColumnElement[bool]:
    """Everybody may know when and where the days ahead are: residents are invited."""
    return sa.and_(PartyMassDay.state == DayState.PLANNED, PartyMassDay.on >= today)


def names_shown_to(by: Actor, rows: Rows = Decision) -> sa.ColumnElement[bool]:
    """Where he reads names in full: as one of the group, its lead, the secretary, the district (party.knows_names)."""
    return sa.or_(rows.group_id.in_(groups_of(by.account_id)), *(within(grant, rows) for grant in by.held(*CLOSE)))


def may_set_rule(by: Actor | None, path: str) -> bool:
    """The secretary of the village and who stands above him; None is the operator."""
    return party.may_arrange(by, path)


def may_run(by: Actor | None, path: str) -> bool:
    """Move a single day, say that it was not held, reopen it, drop a decision: the lead, and who sets the rule."""
    return party.may_arrange(by, path) or party.leads_courtyard(by, path)


def may_complete(by: Actor | None, decision: Decision, path: str) -> bool:
    """Who runs the day, and the one whom the decision names."""
    return may_run(by, path) or (by is not None and decision.account_id == by.account_id)


def permitted_on_day(by: Actor | None, day: PartyMassDay, path: str, today: date) -> list[str]:
    """What he may do with a day now."""
    if by is None or not may_run(by, path):
        return []
    planned, passed = day.state is DayState.PLANNED, day.on < today
    return [verb for verb, now in (("move", planned and not passed),
                                   ("call_off", planned and calendar.may_be_called_off(day.on, today)),
                                   ("reopen", day.state is DayState.NOT_HELD)) if now]


def permitted_on_decision(by: Actor, decision: Decision, path: str) -> list[str]:
    """What he may do with a decision that is open."""
    return [verb for verb, may in (("complete", may_complete(by, decision, path)), ("drop", may_run(by, path))) if may]
