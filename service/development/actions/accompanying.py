"""Contact persons (培养联系人) come and go; the branch's roster says who may be one."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import invalid
from service.development import notices
from service.development.models import Candidate, CandidateContact
from service.development.queries import opening, people
from service.development.stages import CONTACTS_FROM, MOST_CONTACTS, ORDER, Ending, Stage
from service.organization.actors import Actor
from service.party.days import today
from service.party.models import PartyMember


def choose_contacts(candidate_id: int, *, by: Actor, member_ids: list[int], seen: int | None = None) -> Candidate:
    """These are the contact persons from today on; the others' time ends. Raises Invalid for who may not be one."""
    with atomic() as session:
        candidate = opening.for_verb(candidate_id, by=by, seen=seen)
        put(candidate, member_ids)
        candidate.version += 1
        session.flush()
    return candidate


def put(candidate: Candidate, member_ids: list[int]) -> None:
    """Write who accompanies the locked candidate. Raises Invalid: too many, none from the activist on (article 9),
    or somebody who is no full member of the branch."""
    if len(set(member_ids)) != len(member_ids) or len(member_ids) > MOST_CONTACTS:
        raise invalid(contacts=f"培养联系人最多 {MOST_CONTACTS} 人，不能重复。")
    must_be_accompanied(candidate.stage, len(member_ids))
    if people.may_accompany(member_ids, candidate.branch_id) != set(member_ids):
        raise invalid(contacts="培养联系人应是本支部的正式党员。")
    present = {row.member_id for row in people.contacts_of([candidate.id])}
    _end(CandidateContact.candidate_id == candidate.id, CandidateContact.member_id.not_in(member_ids))
    new = [member_id for member_id in member_ids if member_id not in present]
    db.session.add_all(CandidateContact(candidate_id=candidate.id, member_id=member_id, since=today())
                       for member_id in new)
    db.session.flush()
    notices.accompanied(candidate, [row.account_id for row in people.contacts_of([candidate.id])
                                    if row.member_id in new and row.account_id])


def must_be_accompanied(stage: Stage, contacts: int) -> None:
    """Raises Invalid when a stage needs a contact person and there is none."""
    if not contacts and ORDER.index(stage) >= ORDER.index(CONTACTS_FROM):
        raise invalid(contacts="从入党积极分子起，要有一至两名培养联系人，请先选定。")


def _end(*which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(CandidateContact).where(CandidateContact.until.is_(None), *which)
                       .values(until=today()).execution_options(synchronize_session=False))


def part_from_member(member: PartyMember) -> None:
    """A member has left the roster: he accompanies nobody any more, the secretary hears of who is left alone; and a
    probationary member who left the roster goes no further here."""
    with atomic() as session:
        for candidate_id in session.scalars(sa.select(CandidateContact.candidate_id).where(
                CandidateContact.member_id == member.id, CandidateContact.until.is_(None))
                .order_by(CandidateContact.candidate_id)).all():
            candidate = opening.locked(candidate_id)
            _end(CandidateContact.candidate_id == candidate_id, CandidateContact.member_id == member.id)
            if candidate.state == "live" and not people.contacts_of([candidate_id]):
                notices.left_alone(candidate)
        for candidate_id in session.scalars(sa.select(Candidate.id).where(
                Candidate.member_id == member.id, Candidate.ended_on.is_(None),
                Candidate.stage == Stage.PROBATIONARY)).all():
            close(opening.locked(candidate_id), Ending.MOVED_AWAY, member.left_on, None)


def close(candidate: Candidate, because: Ending, on, remark: str | None) -> None:
    """The locked candidate goes no further here: nothing is due, nobody accompanies him."""
    candidate.ended_because, candidate.ended_on, candidate.ended_remark = because, on, remark
    candidate.next_due = candidate.next_due_on = candidate.remind_on = None
    candidate.version += 1
    db.session.flush()
    part_all(candidate)


def part_all(candidate: Candidate) -> None:
    """Nobody accompanies him any more: he is a full member, or goes no further here."""
    _end(CandidateContact.candidate_id == candidate.id)
