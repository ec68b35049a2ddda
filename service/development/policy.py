"""Who may see and note the way of a candidate: his branch, and nobody else; others hear numbers."""

from __future__ import annotations

import sqlalchemy as sa

from service.development.models import Candidate, CandidateContact
from service.organization.actors import Actor
from service.organization.models import Place, Role
from service.party import policy as party
from service.party.models import CourtyardGroup, PartyBranch, PartyMember


def may_keep(by: Actor, branch_path: str) -> bool:
    """The secretary of the branch takes candidates on, notes their stages and ends."""
    return party.heads_branch(by, branch_path)


def may_count(by: Actor, path: str) -> bool:
    """Who looks after a place, and who audits it, hears how many."""
    return party.may_read(by, path)


def _of_branches(by: Actor) -> list[sa.ColumnElement[bool]]:
    return [Candidate.branch_id.in_(sa.select(PartyBranch.id).join(Place, Place.id == PartyBranch.place_id)
                                    .where(Place.path.startswith(held.path)))
            for held in by.held(Role.BRANCH_SECRETARY)]


def _of_groups(by: Actor) -> list[sa.ColumnElement[bool]]:
    return [Candidate.group_id.in_(sa.select(CourtyardGroup.id).join(Place, Place.id == CourtyardGroup.place_id)
                                   .where(Place.path.startswith(held.path)))
            for held in by.held(Role.COURTYARD_LEAD)]


def accompanied_by(by: Actor) -> sa.ColumnElement[bool]:
    """Candidates he is a contact person of now."""
    return sa.exists().where(
        CandidateContact.candidate_id == Candidate.id, CandidateContact.until.is_(None),
        PartyMember.id == CandidateContact.member_id, PartyMember.account_id == by.account_id,
        PartyMember.left_on.is_(None))


def full_to(by: Actor) -> sa.ColumnElement[bool]:
    """Who sees phone, remarks and what is due: the secretary, the lead of the group, the contact persons."""
    return sa.or_(accompanied_by(by), *_of_branches(by), *_of_groups(by))


def visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one visibility predicate: besides those, every member of the branch, who sees name, stage and date."""
    return sa.or_(full_to(by), Candidate.branch_id.in_(sa.select(PartyMember.branch_id).where(
        PartyMember.account_id == by.account_id, PartyMember.left_on.is_(None),
        PartyMember.branch_id.is_not(None))))
