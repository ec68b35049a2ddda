"""One candidate, a page of them, what somebody sees of himself, and what is held on him."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.text import mask_phone
from service.development import policy
from service.development.models import Candidate, DueDone, StageReached
from service.development.queries import opening, people
from service.development.stages import DONE_BY_AND_BY, Stage
from service.notifications import cursors
from service.organization.actors import Actor
from service.party.days import today
from service.party.models import CourtyardGroup, PartyBranch

STATES = {"live": (Candidate.ended_on.is_(None), Candidate.stage != Stage.FULL),
          "full": (Candidate.ended_on.is_(None), Candidate.stage == Stage.FULL),
          "ended": (Candidate.ended_on.is_not(None),)}
COLUMNS = (Candidate.id, Candidate.name, Candidate.stage, Candidate.stage_on, Candidate.next_due,
           Candidate.next_due_on, Candidate.ended_on, Candidate.version, PartyBranch.code.label("branch_code"),
           PartyBranch.name.label("branch_name"), CourtyardGroup.code.label("group_code"),
           CourtyardGroup.name.label("group_name"))


def detail(candidate_id: int, by: Actor) -> dict:
    """The candidate, in full or name, stage and date. Raises UnknownCandidate."""
    return _described(*opening.read(candidate_id, by))


def permitted(candidate_id: int, by: Actor) -> list[str]:
    """What he may do now with a candidate: `keep` (contacts, the next stage, the end), `extend` probation, `do` what is
    due. Raises UnknownCandidate."""
    candidate, _full = opening.read(candidate_id, by)
    keeps = policy.may_keep(by, candidate.place_path)
    is_over = candidate.stage is Stage.PROBATIONARY and candidate.probation_until <= today()
    may = {"keep": keeps, "extend": keeps and is_over and candidate.extended_on is None,
           "do": candidate.next_due is not None and candidate.stage in DONE_BY_AND_BY
           and (keeps or opening.accompanies(by, candidate))}
    return [verb for verb, allowed in may.items() if allowed and candidate.state == "live"]


def fresh(candidate: Candidate, by: Actor) -> dict:
    """The answer to whoever has just noted something."""
    return _described(*opening.read(candidate.id, by))


def _described(candidate: Candidate, full: bool) -> dict:
    """What only full readers see is null, an empty list for `dues`."""
    private = {"phone": mask_phone(candidate.phone), "next_due": candidate.next_due,
               "next_due_on": iso(candidate.next_due_on), "probation_until": iso(candidate.probation_until),
               "extended_on": iso(candidate.extended_on), "ended_because": candidate.ended_because,
               "ended_remark": candidate.ended_remark}
    contacts = people.contacts_of([candidate.id])
    return {
        "id": candidate.id, "name": candidate.name, "state": candidate.state, "stage": candidate.stage,
        "stage_on": iso(candidate.stage_on), "ended_on": iso(candidate.ended_on),
        "branch": {"code": candidate.branch.code, "name": candidate.branch.name},
        "group": {"code": candidate.group.code, "name": candidate.group.name} if candidate.group else None,
        "contacts": [{"member_id": row.member_id, "name": row.name} for row in contacts],
        "stages": _stages(candidate.id, full), "dues": _dues(candidate.id) if full else [],
        "overdue": full and _is_overdue(candidate.next_due_on, candidate.ended_on),
        **{name: value if full else None for name, value in private.items()}, "version": candidate.version}


def _is_overdue(next_due_on, ended_on) -> bool:
    return ended_on is None and next_due_on is not None and next_due_on < today()


def _stages(candidate_id: int, full: bool) -> list[dict]:
    rows = db.session.scalars(sa.select(StageReached).where(StageReached.candidate_id == candidate_id)
                              .order_by(StageReached.id))
    return [{"stage": row.stage, "on": iso(row.on), "remark": row.remark if full else None} for row in rows]


def _dues(candidate_id: int) -> list[dict]:
    rows = db.session.execute(sa.select(DueDone.due, DueDone.on).where(DueDone.candidate_id == candidate_id)
                              .order_by(DueDone.id))
    return [{"due": row.due, "on": iso(row.on)} for row in rows]


def candidates(by: Actor, *, stage: Stage | None, state: str | None, limit: int, cursor: str | None) -> Page:
    """A page of the candidates he may see, newest first. Raises Invalid for the cursor."""
    question = (sa.select(*COLUMNS, policy.full_to(by).label("full"))
                .join(PartyBranch, PartyBranch.id == Candidate.branch_id)
                .outerjoin(CourtyardGroup, CourtyardGroup.id == Candidate.group_id)
                .where(policy.visible_to(by), *STATES.get(state, ())))
    if stage is not None:
        question = question.where(Candidate.stage == stage)
    if cursor is not None:
        question = question.where(Candidate.id < cursors.read(cursor))
    rows = db.session.execute(question.order_by(Candidate.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    names = defaultdict(list)
    for contact in people.contacts_of([row.id for row in shown]):
        names[contact.candidate_id].append(contact.name)
    return Page([_summary(row, names[row.id]) for row in shown],
                cursors.written(shown[-1].id) if len(rows) > limit else None)


def _summary(row: sa.Row, contacts: list[str]) -> dict:
    return {"id": row.id, "name": row.name, "stage": row.stage, "stage_on": iso(row.stage_on),
            "state": "ended" if row.ended_on else "full" if row.stage is Stage.FULL else "live",
            "branch": {"code": row.branch_code, "name": row.branch_name},
            "group": {"code": row.group_code, "name": row.group_name} if row.group_code else None,
            "contacts": contacts, "next_due": row.next_due if row.full else None,
            "next_due_on": iso(row.next_due_on) if row.full else None,
            "overdue": bool(row.full) and _is_overdue(row.next_due_on, row.ended_on), "version": row.version}


def own(by: Actor) -> dict:
    """What somebody sees of his own way, the latest there was. Raises NotFound."""
    candidate = db.session.scalar(sa.select(Candidate).where(Candidate.account_id == by.account_id)
                                  .order_by(Candidate.id.desc()).limit(1))
    if candidate is None:
        raise NotFound("没有您的党员发展记录。")
    return {"state": candidate.state, "stage": candidate.stage, "stage_on": iso(candidate.stage_on),
            "branch": {"code": candidate.branch.code, "name": candidate.branch.name},
            "contacts": [row.name for row in people.contacts_of([candidate.id])],
            "stages": [{"stage": row["stage"], "on": row["on"]} for row in _stages(candidate.id, False)],
            "next_due": candidate.next_due, "next_due_on": iso(candidate.next_due_on),
            "probation_until": iso(candidate.probation_until), "ended_on": iso(candidate.ended_on)}


def is_candidate(by: Actor) -> bool:
    """Whether a branch has noted anything of his own way."""
    return db.session.scalar(sa.select(sa.exists().where(Candidate.account_id == by.account_id)))


def held_on(account_id: int) -> list[dict]:
    """Everything noted on a person, remarks too, for the copy of his data."""
    rows = db.session.scalars(sa.select(Candidate).where(Candidate.account_id == account_id).order_by(Candidate.id))
    return [{key: value for key, value in _described(candidate, True).items() if key != "version"}
            | {"phone": candidate.phone} for candidate in rows]
