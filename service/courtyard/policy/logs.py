"""Who writes, sees, decides on and amends the log of a party-mass day."""

from __future__ import annotations

import sqlalchemy as sa

from service.courtyard.models.logs import ActivityLog, LogState
from service.courtyard.policy.days import groups_of
from service.development.models import Candidate
from service.development.policy import visible_to as candidates_visible_to
from service.mediation.models import Mediation
from service.mediation.policy import mediated_by
from service.organization.actors import Actor, Held
from service.organization.models import Level, Role
from service.party import policy as party

LEADERS = (Role.COURTYARD_LEAD, Role.BRANCH_SECRETARY)
ABOVE = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
READERS = (Role.COMMUNITY_WORKER, *ABOVE, Role.AUDITOR)
EDITABLE = (LogState.DRAFT, LogState.RETURNED)
COLUMNS = {Level.TOWN: ActivityLog.town_id, Level.COMMUNITY: ActivityLog.community_id,
           Level.VILLAGE: ActivityLog.community_id, Level.COMPOUND: ActivityLog.place_id,
           Level.COURTYARD: ActivityLog.place_id, Level.BUILDING: ActivityLog.place_id}


def leads(by: Actor, path: str) -> bool:
    """The lead of the courtyard, and the secretary of its branch."""
    return party.leads_courtyard(by, path) or party.heads_branch(by, path)


def may_record(by: Actor, path: str, *, is_member: bool) -> bool:
    """The lead, the secretary, and every live member of the group who has an account."""
    return is_member or leads(by, path)


def may_edit(by: Actor, log: ActivityLog, *, is_member: bool) -> bool:
    """Its recorder, while he still may record there; the lead and the secretary may take it over."""
    mine = log.recorder_id == by.account_id and is_member
    return mine or leads(by, log.place_path)


def may_decide(by: Actor, log: ActivityLog) -> bool:
    """The secretary of the branch, never on a log he had a hand in: then another one, the town or the district."""
    if by.account_id in (log.recorder_id, log.submitted_by_id):
        return False
    return party.heads_branch(by, log.place_path) or log.for_supervisor and by.holds(*ABOVE, path=log.place_path)


def may_amend(by: Actor, log: ActivityLog) -> bool:
    """Its recorder, the lead and the secretary."""
    return log.recorder_id == by.account_id or leads(by, log.place_path)


def sees_inside(by: Actor, log: ActivityLog, *, is_member: bool) -> bool:
    """Names and reasons of members are for the group, its lead and its secretary; others see counts."""
    return is_member or may_amend(by, log)


def within(grant: Held) -> sa.ColumnElement[bool]:
    """Logs inside the granted place, by the column an index knows."""
    if grant.level in COLUMNS:
        return COLUMNS[grant.level] == grant.place_id
    return ActivityLog.place_path.startswith(grant.path, autoescape=True)


def visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one visibility predicate: the group and who leads it; once it is submitted, who looks after the place."""
    mine = ActivityLog.group_id.in_(groups_of(by.account_id))
    submitted = ActivityLog.state != LogState.DRAFT
    return sa.or_(ActivityLog.recorder_id == by.account_id, mine,
                  *(within(grant) for grant in by.held(*LEADERS)),
                  *(sa.and_(submitted, within(grant)) for grant in by.held(*READERS)))


def mediates(by: Actor, mediation_id: int | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether he mediates this case: who does not only sees that there was one (domain.md section 8)."""
    return sa.exists().where(Mediation.id == mediation_id, mediated_by(by.account_id))


def knows(by: Actor, candidate_id: int | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether he may know of this candidate for membership."""
    return sa.exists().where(Candidate.id == candidate_id, candidates_visible_to(by))
