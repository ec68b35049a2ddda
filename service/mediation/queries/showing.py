"""One mediation in full for its mediators, a page of their cases, and what is held on a person."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.http import Page
from service.core.keys import blind_indexes
from service.core.text import mask_name, mask_phone
from service.mediation import catalogue, limits, policy
from service.mediation.models import (
    Agreement,
    DisputeParty,
    Mediation,
    MediationExtension,
    MediationSession,
    Mediator,
    Revisit,
)
from service.mediation.queries import opening, people
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.party.days import today

CONFIRM_WITHIN = timedelta(days=30)  # people's mediation law, article 33
COLUMNS = (Mediation.id, Mediation.type, Mediation.source, Mediation.outcome, Mediation.opened_on, Mediation.due_on,
           Mediation.closed_on, Mediation.perform_by, Mediation.version, Place.code, Place.name, Place.level)


def detail(mediation_id: int, by: Actor) -> dict:
    """The case in full. Raises UnknownMediation."""
    return described(opening.read(mediation_id, by))


def candidates(mediation_id: int, by: Actor) -> list[dict]:
    """Who could be added to the case. Raises UnknownMediation."""
    return people.candidates(opening.read(mediation_id, by))


def described(mediation: Mediation) -> dict:
    """The answer to one case, with all that hangs on it."""
    place = mediation.place
    return {
        "id": mediation.id, "place": {"code": place.code, "name": place.name, "level": place.level},
        "type": mediation.type, "source": mediation.source, "ticket_number": mediation.ticket_number,
        "referred_by": mediation.referred_by, "state": mediation.state, "facts": mediation.facts,
        "parties": _parties(mediation.id), "mediators": _mediators(mediation.id),
        "sessions": _sessions(mediation.id), "extensions": _extensions(mediation.id),
        "opened_on": iso(mediation.opened_on), "due_on": iso(mediation.due_on),
        "over_limit": limits.is_over(mediation, today()), "outcome": mediation.outcome,
        "outcome_text": mediation.outcome_text, "closed_on": iso(mediation.closed_on),
        "referred_to": mediation.referred_to, "perform_by": iso(mediation.perform_by),
        "agreement": _agreement(mediation.id), "revisits": _revisits(mediation.id),
        "ways_on": ways_on(mediation), "version": mediation.version}


def ways_on(mediation: Mediation) -> list[dict]:
    """The lawful ways the parties have now: when mediation has failed, was withdrawn or takes too long, and after an
    agreement; `until` is the last day for a judicial confirmation, which is left out once that day has passed."""
    if mediation.outcome in catalogue.AGREED:
        last = mediation.closed_on + CONFIRM_WITHIN
        return [_way(way, last if way is catalogue.CONFIRMATION else None) for way in catalogue.ways_after_agreement()
                if way is not catalogue.CONFIRMATION or today() <= last]
    over = mediation.outcome is None and limits.is_over(mediation, today())
    if over or mediation.outcome in (catalogue.Outcome.FAILED, catalogue.Outcome.WITHDRAWN):
        return [_way(way) for way in catalogue.ways_after_failure(mediation.type)]
    return []


def _way(way: catalogue.Way, until=None) -> dict:
    return {"kind": way.kind, "text": way.text, "source": way.source, "until": iso(until)}


def _rows(model, mediation_id: int) -> list:
    return list(db.session.scalars(sa.select(model).where(model.mediation_id == mediation_id).order_by(model.id)))


def _parties(mediation_id: int) -> list[dict]:
    return [{"name": one.name, "phone": one.phone, "address": one.address}
            for one in _rows(DisputeParty, mediation_id)]


def _mediators(mediation_id: int) -> list[dict]:
    rows = db.session.execute(sa.select(Mediator.account_id, Account.display_name, Mediator.since).join(
        Account, Account.id == Mediator.account_id).where(
        Mediator.mediation_id == mediation_id, Mediator.until.is_(None)).order_by(Mediator.id))
    return [{"account_id": row.account_id, "display_name": row.display_name, "since": iso(row.since)} for row in rows]


def _sessions(mediation_id: int) -> list[dict]:
    return [{"at": iso(one.at), "where": one.where, "text": one.text} for one in _rows(MediationSession, mediation_id)]


def _extensions(mediation_id: int) -> list[dict]:
    return [{"until": iso(one.until), "reason": one.reason} for one in _rows(MediationExtension, mediation_id)]


def _agreement(mediation_id: int) -> dict | None:
    return next(({"dispute": one.dispute, "terms": one.terms, "performance": one.performance,
                  "signatures": one.signatures} for one in _rows(Agreement, mediation_id)), None)


def _revisits(mediation_id: int) -> list[dict]:
    return [{"on": iso(one.on), "performed": one.performed, "text": one.text} for one in _rows(Revisit, mediation_id)]


def mine(by: Actor, *, state: str | None, type: catalogue.DisputeType | None, limit: int, cursor: str | None) -> Page:
    """A page of the cases he mediates, newest first, the parties masked. Raises Invalid for the cursor."""
    question = sa.select(*COLUMNS).join(Place, Place.id == Mediation.place_id).where(
        policy.mediated_by(by.account_id))
    if state is not None:
        question = question.where(Mediation.outcome.is_(None) if state == "open" else Mediation.outcome.is_not(None))
    if type is not None:
        question = question.where(Mediation.type == type)
    if cursor is not None:
        question = question.where(Mediation.id < cursors.read(cursor))
    rows = db.session.execute(question.order_by(Mediation.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    parties = _masked_parties([row.id for row in shown])
    return Page([_summary(row, parties[row.id]) for row in shown],
                cursors.written(shown[-1].id) if len(rows) > limit else None)


def _masked_parties(ids: list[int]) -> dict[int, list[dict]]:
    found = defaultdict(list)
    for one in db.session.execute(sa.select(DisputeParty.mediation_id, DisputeParty.name, DisputeParty.phone).where(
            DisputeParty.mediation_id.in_(ids)).order_by(DisputeParty.id)) if ids else ():
        found[one.mediation_id].append({"name": mask_name(one.name), "phone": mask_phone(one.phone)})
    return found


def _summary(row: sa.Row, parties: list[dict]) -> dict:
    return {"id": row.id, "place": {"code": row.code, "name": row.name, "level": row.level}, "type": row.type,
            "source": row.source, "state": "closed" if row.outcome else "open", "outcome": row.outcome,
            "parties": parties, "opened_on": iso(row.opened_on), "due_on": iso(row.due_on),
            "over_limit": limits.is_over(row, today()), "closed_on": iso(row.closed_on),
            "perform_by": iso(row.perform_by), "version": row.version}


def held_on(account: Account) -> list[dict]:
    """The outline of every case he has mediated, and of every one where a party gave the phone he has proved."""
    as_mediator = sa.select(Mediator.mediation_id).where(Mediator.account_id == account.id)
    facts = (Mediation.id, Mediation.type, Mediation.opened_on, Mediation.closed_on, Mediation.outcome)
    rows = [("mediator", row) for row in db.session.execute(
        sa.select(*facts).where(Mediation.id.in_(as_mediator)).order_by(Mediation.id))]
    if account.phone and account.phone_verified_at:
        as_party = sa.select(DisputeParty.mediation_id).where(
            DisputeParty.phone_index.in_(blind_indexes(account.phone, "phone")))
        rows += [("party", row) for row in db.session.execute(
            sa.select(*facts).where(Mediation.id.in_(as_party)).order_by(Mediation.id))]
    return [{"as": role, "id": row.id, "type": row.type, "opened_on": iso(row.opened_on),
             "closed_on": iso(row.closed_on), "outcome": row.outcome} for role, row in rows]
