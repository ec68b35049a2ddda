"""Contact persons and secretaries of a candidate."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.development.models import Candidate, CandidateContact
from service.development.stages import Stage
from service.organization.models import Grant, Role
from service.party.models import PartyMember


def contacts_of(candidate_ids: list[int]) -> list[sa.Row]:
    """Rows `(candidate_id, member_id, name, account_id)` of the present contact persons, oldest first."""
    return list(db.session.execute(
        sa.select(CandidateContact.candidate_id, CandidateContact.member_id, PartyMember.name, PartyMember.account_id)
        .join(PartyMember, PartyMember.id == CandidateContact.member_id)
        .where(CandidateContact.candidate_id.in_(candidate_ids), CandidateContact.until.is_(None))
        .order_by(CandidateContact.id))) if candidate_ids else []


def who_hears(candidate: Candidate) -> list[int]:
    """Account ids of the contact persons and of the secretaries at the branch's place."""
    ids = [int(part) for part in candidate.place_path.strip("/").split("/")]
    secretaries = db.session.scalars(
        sa.select(Grant.account_id).distinct().join(Account, Account.id == Grant.account_id)
        .where(Grant.place_id.in_(ids), Grant.role == Role.BRANCH_SECRETARY, Grant.revoked_at.is_(None),
               Account.erased_at.is_(None)).order_by(Grant.account_id))
    return list(dict.fromkeys([row.account_id for row in contacts_of([candidate.id]) if row.account_id] +
                              list(secretaries)))


def may_accompany(member_ids: list[int], branch_id: int) -> set[int]:
    """Those of these members who stand on the roster of the branch as full members (article 9): a probationary one
    is still a candidate himself."""
    on_probation = sa.exists().where(Candidate.member_id == PartyMember.id, Candidate.ended_on.is_(None),
                                     Candidate.stage == Stage.PROBATIONARY)
    return set(db.session.scalars(sa.select(PartyMember.id).where(
        PartyMember.id.in_(member_ids), PartyMember.branch_id == branch_id, PartyMember.left_on.is_(None),
        ~on_probation)))
