"""Taking a candidate on, noting the stages he reaches and what was done, and how it ends."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment, invalid
from service.core.keys import blind_indexes
from service.development import events, policy, stages
from service.development.actions.accompanying import close, must_be_accompanied, part_all, put
from service.development.models import Candidate, DueDone, StageReached
from service.development.queries import opening, people
from service.development.stages import Due, Ending, Stage
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH
from service.party.actions import members
from service.party.actions.joining import account_with
from service.party.days import not_future, today
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.party.queries import bodies
from service.party.queries.members import with_phone


class AlreadyCandidate(WrongMoment):
    """One way at a time, in one branch."""

    code, title = "already_candidate", "Already a candidate"
    detail = "这个手机号码已经登记在一名发展中的人员名下，请先在那里终止。"


class AlreadyExtended(WrongMoment):
    """Once only: article 32."""

    code, title = "already_extended", "Already extended"
    detail = "预备期只能延长一次。"


def take_on(*, by: Actor, name: str, branch_code: str, on: date, phone: str | None = None,
            group_code: str | None = None, contacts: list[int] | None = None, remark: str | None = None) -> Candidate:
    """Somebody has applied to the branch on this day.

    Raises Forbidden, Invalid, AlreadyCandidate, and `body_ended` or `already_member` of the party organisation.
    """
    branch = bodies.given(PartyBranch, branch_code, "branch_code")
    path = bodies.path_of(branch)
    if not policy.may_keep(by, path):
        raise Forbidden()
    on = not_future(on, "on")
    with atomic():
        bodies.locked(PartyBranch, branch.id, live=True, read=True)
        ids = [int(part) for part in path.strip("/").split("/")]
        candidate = Candidate(
            name=name.strip(), branch_id=branch.id, group_id=_group(group_code, branch), place_path=path,
            town_id=ids[1] if len(ids) > 1 else None,
            community_id=ids[COMMUNITY_DEPTH] if len(ids) > COMMUNITY_DEPTH else None, created_at=clock.now())
        _reach_by(candidate, phone)
        _stand(candidate, Stage.APPLICANT, on)
        _write(candidate)
        _note(candidate, by, remark)
        put(candidate, contacts or [])
    return candidate


def _group(code: str | None, branch: PartyBranch) -> int | None:
    if code is None:
        return None
    group = bodies.given(CourtyardGroup, code, "group_code")
    if group.branch_id != branch.id:
        raise invalid(group_code="这个党小组不属于这个党组织。")
    return group.id


def _reach_by(candidate: Candidate, phone: str | None) -> None:
    """His phone, and the account that has proved it. Raises `already_member` for a member's phone, AlreadyCandidate."""
    if phone is not None and with_phone(phone) is not None:
        raise members.AlreadyMember()
    if phone is not None and _is_taken(phone, candidate):
        raise AlreadyCandidate()
    candidate.phone = phone
    candidate.phone_index = blind_indexes(phone, "phone")[0] if phone else None
    candidate.account_id = account_with(phone)


def _is_taken(phone: str, candidate: Candidate) -> bool:
    """Whether another candidate goes on under this phone, whichever index key it was filed under; of two at once the
    unique index tells, under one key."""
    return db.session.scalar(sa.select(sa.exists().where(
        Candidate.phone_index.in_(blind_indexes(phone, "phone")), Candidate.ended_on.is_(None),
        Candidate.id != (candidate.id or 0))))


def _write(candidate: Candidate) -> None:
    """Raises AlreadyCandidate; the unique index is the truth."""
    try:
        with db.session.begin_nested():
            db.session.add(candidate)
            db.session.flush()
    except IntegrityError as error:
        raise AlreadyCandidate() from error


def _stand(candidate: Candidate, stage: Stage, on: date) -> None:
    candidate.stage, candidate.stage_on = stage, on
    _await(candidate, *stages.due_after(stage, on))
    candidate.probation_until = candidate.next_due_on if stage is Stage.PROBATIONARY else None
    candidate.extended_on = None


def _await(candidate: Candidate, due: Due | None, on: date | None) -> None:
    candidate.next_due, candidate.next_due_on, candidate.reminded_on = due, on, None
    candidate.remind_on = stages.remind_on(candidate)


def _note(candidate: Candidate, by: Actor, remark: str | None) -> None:
    db.session.add(StageReached(candidate_id=candidate.id, stage=candidate.stage, on=candidate.stage_on,
                                next_due_on=candidate.next_due_on, remark=remark, noted_by_id=by.account_id,
                                noted_at=clock.now()))
    db.session.flush()
    events.stage_reached.send(candidate)


def correct(candidate_id: int, *, by: Actor, name: str, phone: str | None = None, group_code: str | None = None,
            seen: int | None = None) -> Candidate:
    """Correct his name, phone and group. Raises Invalid, AlreadyCandidate, and `already_member`."""
    with atomic():
        candidate = opening.for_verb(candidate_id, by=by, seen=seen)
        candidate.name, candidate.group_id = name.strip(), _group(group_code, candidate.branch)
        if phone != candidate.phone:
            _reach_by(candidate, phone)
        candidate.version += 1
        _write(candidate)
    return candidate


def reach(candidate_id: int, *, by: Actor, stage: Stage, on: date, remark: str | None = None,
          seen: int | None = None) -> Candidate:
    """He has reached the next stage on this day; a probationary member comes on the roster of the branch.

    Raises Invalid for another stage than the next, a day to come, before the last one, or before the stage has lasted
    as long as the rules want; and `already_member` when he stands on another roster.
    """
    with atomic() as session:
        candidate = opening.for_verb(candidate_id, by=by, seen=seen)
        not_future(on, "on")
        flaw = stages.flaw(candidate.stage, candidate.stage_on, stage, on, candidate.probation_until)
        if flaw:
            raise invalid(**dict([flaw]))
        must_be_accompanied(stage, len(people.contacts_of([candidate_id])) or stage is Stage.FULL)
        if stage is Stage.PROBATIONARY:
            candidate.member_id = members.enrol(
                name=candidate.name, phone=candidate.phone, branch=candidate.branch, group=candidate.group,
                account_id=candidate.account_id, by=by, joined_on=on).id
        _stand(candidate, stage, on)
        if stage is Stage.FULL:
            part_all(candidate)
        candidate.version += 1
        session.flush()
        _note(candidate, by, remark)
    return candidate


def _nothing_due(candidate: Candidate) -> WrongMoment | None:
    return None if candidate.next_due else WrongMoment("现在没有要办的事。", state=candidate.state)


def do(candidate_id: int, *, by: Actor, on: date, seen: int | None = None) -> Candidate:
    """What was due (a talk, an assessment) has been done on this day; by a contact person too. That of a probationary
    member is the next stage, an extension or the end. Raises Invalid, WrongMoment when nothing is due."""
    with atomic() as session:
        candidate = opening.for_verb(candidate_id, by=by, seen=seen, stages=stages.DONE_BY_AND_BY, contacts_too=True,
                                     late=_nothing_due)
        if not_future(on, "on") < candidate.stage_on:
            raise invalid(on=f"不能早于成为{stages.STAGE_NAMES[candidate.stage]}的日期 {candidate.stage_on}。")
        session.add(DueDone(candidate_id=candidate_id, due=candidate.next_due, on=on, noted_by_id=by.account_id,
                            noted_at=clock.now()))
        _await(candidate, *stages.due_again(candidate.stage, on))
        candidate.version += 1
        session.flush()
    return candidate


def _not_to_extend(candidate: Candidate) -> WrongMoment | None:
    if candidate.extended_on is not None:
        return AlreadyExtended(state=candidate.state)
    if today() < candidate.probation_until:
        return WrongMoment(f"预备期到 {candidate.probation_until} 才满，期满后才能讨论延长。", state=candidate.state)
    return None


def extend(candidate_id: int, *, by: Actor, until: date, seen: int | None = None) -> Candidate:
    """Probation goes on, once, by half a year to a year: article 32; what is due is discussed again at its end.

    Raises Invalid, AlreadyExtended, WrongMoment before probation is over.
    """
    with atomic() as session:
        candidate = opening.for_verb(candidate_id, by=by, seen=seen, stages=(Stage.PROBATIONARY,),
                                     late=_not_to_extend)
        flaw = stages.extension_flaw(candidate.probation_until, until)
        if flaw:
            raise invalid(until=flaw)
        candidate.probation_until, candidate.extended_on = until, today()
        _await(candidate, Due.DISCUSSION, until)
        candidate.version += 1
        session.flush()
    return candidate


def end(candidate_id: int, *, by: Actor, reason: Ending, on: date, remark: str | None = None,
        seen: int | None = None) -> Candidate:
    """He goes no further here; a probationary member leaves the roster with it. Raises Invalid for the day."""
    with atomic():
        candidate = opening.for_verb(candidate_id, by=by, seen=seen)
        if not_future(on, "on") < candidate.stage_on:
            raise invalid(on=f"不能早于成为{stages.STAGE_NAMES[candidate.stage]}的日期 {candidate.stage_on}。")
        close(candidate, reason, on, remark)
        if candidate.stage is Stage.PROBATIONARY and candidate.member_id is not None:
            member = db.session.get_one(PartyMember, candidate.member_id)
            if member.left_on is None:
                members.leave(member, on=max(on, member.joined_on), by=by)
    return candidate
