"""What became of reports: for the sender, and for the team without a word on who sent which."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.feedback.models import Answer, Ticket
from service.feedback.policy import unsealed
from service.feedback.queries.publicity import for_others
from service.feedback.workflow import State
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.volunteering import policy
from service.volunteering.kinds import KINDS, Told
from service.volunteering.models import CLIENT_ID, RiderReport, TeamReport
from service.volunteering.queries import opening
from service.volunteering.queries.members import position

STATE_NAMES = {State.REVIEWING: "待审核", State.QUEUED: "待接单", State.CLAIMED: "办理中", State.ASKING: "待补充",
               State.SUSPENDED: "挂起", State.ANSWERED: "已答复", State.FORWARDED: "已转外部系统",
               State.CLOSED: "已办结"}
LATELY = 50  # reports looked back on
DONE = (State.ANSWERED, State.CLOSED)


def _rows(by: Actor) -> sa.Select:
    return sa.select(
        RiderReport.id, RiderReport.client_id, RiderReport.kind, RiderReport.seen_at, RiderReport.sent_at,
        sa.func.coalesce(RiderReport.reporter_id == by.account_id, sa.false()).label("mine"),
        sa.func.coalesce(Ticket.merged_into_id, Ticket.id).label("answered_with"), Ticket.number, Ticket.state,
        Ticket.outcome, Place.code, Place.name, Place.level,
    ).join(Ticket, Ticket.id == RiderReport.ticket_id).join(Place, Place.id == Ticket.place_id)


def one(client_id: str, by: Actor) -> dict:
    """A report of his own. Raises NotFound."""
    row = CLIENT_ID.fullmatch(client_id.lower()) and db.session.execute(_rows(by).where(
        RiderReport.client_id == client_id.lower(), RiderReport.reporter_id == by.account_id)).first()
    if not row:
        raise NotFound()
    return _shown([row])[0]


def mine(by: Actor, *, limit: int, cursor: str | None) -> Page:
    """A page of his own reports, the newest first. Raises Invalid for the cursor."""
    return _page(_rows(by).where(RiderReport.reporter_id == by.account_id), limit, cursor)


def places_lately(by: Actor, *, limit: int) -> list[str]:
    """The codes of the places he last reported something at, the latest first, each once."""
    latest = (sa.select(RiderReport.id, RiderReport.ticket_id).where(RiderReport.reporter_id == by.account_id)
              .order_by(RiderReport.id.desc()).limit(LATELY).subquery())
    rows = sa.select(Place.code).join(Ticket, Ticket.place_id == Place.id).join(latest, latest.c.ticket_id == Ticket.id)
    return list(db.session.scalars(rows.group_by(Place.code).order_by(sa.func.max(latest.c.id).desc()).limit(limit)))


def of_team(code: str, by: Actor, *, limit: int, cursor: str | None) -> Page:
    """A page of the team's reports, the newest first, without what is sealed but his own. Raises UnknownTeam,
    Forbidden, Invalid for the cursor."""
    team = opening.team(code)
    if not policy.may_see_reports(by, team.place.path, belongs=opening.belongs(team, by.account_id)):
        raise Forbidden()
    rows = _rows(by).join(TeamReport, TeamReport.report_id == RiderReport.id).where(
        TeamReport.team_id == team.id, sa.or_(unsealed(), RiderReport.reporter_id == by.account_id))
    return _page(rows, limit, cursor)


def _page(rows: sa.Select, limit: int, cursor: str | None) -> Page:
    if cursor is not None:
        rows = rows.where(RiderReport.id < position(cursor))
    found = db.session.execute(rows.order_by(RiderReport.id.desc()).limit(limit + 1)).all()
    return Page(_shown(found[:limit]), cursors.written(found[limit - 1].id) if len(found) > limit else None)


def _shown(rows: Sequence[sa.Row]) -> list[dict]:
    answers = _answers([row.answered_with for row in rows if row.state in DONE])
    return [{
        "client_id": row.client_id if row.mine else None, "kind": row.kind, "kind_name": KINDS[row.kind].name,
        "place": {"code": row.code, "name": row.name, "level": row.level}, "seen_at": iso(row.seen_at),
        "sent_at": iso(row.sent_at), "number": row.number, "state": row.state, "state_name": STATE_NAMES[row.state],
        "outcome": row.outcome, "answer": _told(row, answers.get(row.answered_with)), "mine": bool(row.mine)}
        for row in rows]


def _told(row: sa.Row, answer: sa.Row | None) -> str | None:
    """His own answers always; of the others' what is for everybody, and speaks of a street and not of a person."""
    if answer is None or row.state not in DONE:
        return None
    if row.mine:
        return answer.text
    return answer.for_others if KINDS[row.kind].told is Told.WITH_ANSWER else None


def _answers(ticket_ids: list[int]) -> dict[int, sa.Row]:
    """{ticket: `text`, as its reporter reads it, and `for_others` of the newest answer to it}."""
    if not ticket_ids:
        return {}
    newest = sa.select(sa.func.max(Answer.id)).where(Answer.ticket_id.in_(ticket_ids)).group_by(Answer.ticket_id)
    rows = db.session.execute(sa.select(Answer.ticket_id, Answer.text, for_others().label("for_others"))
                              .join(Ticket, Ticket.id == Answer.ticket_id).where(Answer.id.in_(newest)))
    return {row.ticket_id: row for row in rows}
