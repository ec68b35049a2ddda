"""Registrations as people see them: lists, and one by its id."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.text import mask_name, mask_phone
from service.membership.catalogue import SERVICE_NAMES, SKILL_NAMES, Skill
from service.membership.models.registration import (
    STATE_NAMES,
    OfferKind,
    Registration,
    RegistrationOffer,
    RegistrationState,
)
from service.membership.policy import registrations as policy
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Place, Unit
from service.organization.queries import places
from service.party.models import PartyMember

Community = aliased(Place)
COLUMNS = (
    Registration.id, Registration.number, Registration.state, Registration.version, Registration.account_id,
    Registration.unit_id, Registration.note, Registration.applied_at, Registration.decided_at,
    Registration.return_reason, Registration.ended_at, Registration.ended_reason, Registration.moved_from_id,
    PartyMember.name, PartyMember.phone, Unit.code.label("unit_code"), Unit.name.label("unit_name"),
    Place.code.label("place_code"), Place.name.label("place_name"), Place.level.label("place_level"), Place.path,
    Community.code.label("community_code"), Community.name.label("community_name"),
    Community.level.label("community_level"))
VIEWS = {"mine": policy.of_himself, "place": policy.of_his_places, "unit": policy.of_his_units}


class UnknownRegistration(NotFound):
    code = "registration_unknown"
    detail = "没有这条报到，或您不能查看。"


def joined(*columns) -> sa.Select:
    """A select from registrations with their member, unit, place and community beside them."""
    return (sa.select(*columns).select_from(Registration).join(PartyMember, PartyMember.id == Registration.member_id)
            .join(Unit, Unit.id == Registration.unit_id).join(Place, Place.id == Registration.place_id)
            .join(Community, Community.id == Registration.community_id))


def registrations(by: Actor, *, view: str = "mine", state: RegistrationState | None = None, place: str | None = None,
                  unit: str | None = None, skill: Skill | None = None, limit: int = 20,
                  cursor: str | None = None) -> Page:
    """A page of one view, the newest first: `mine`, those of the `place`s he looks after, those of his `unit`.

    Raises NotFound `place_unknown`, Invalid for the cursor.
    """
    conditions = [VIEWS[view](by)]
    if state is not None:
        conditions.append(Registration.state == state)
    if place is not None:
        conditions.append(_within(places.place(place), view))
    if unit is not None:
        conditions.append(Unit.code == unit)
    if skill is not None:
        conditions.append(sa.exists().where(
            RegistrationOffer.registration_id == Registration.id, RegistrationOffer.kind == OfferKind.SKILL,
            RegistrationOffer.code == str(skill)))
    if cursor is not None:
        conditions.append(Registration.id < cursors.read(cursor))
    rows = db.session.execute(
        joined(*COLUMNS).where(*conditions).order_by(Registration.id.desc()).limit(limit + 1)).all()
    return Page(_shown(rows[:limit], by), cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def _within(place: Place, view: str) -> sa.ColumnElement[bool]:
    """At a place or below it. A unit asks by community: asking house by house would tell it what it is not shown."""
    return (Community.path if view == "unit" else Place.path).startswith(place.path, autoescape=True)


def registration(registration_id: int, by: Actor) -> dict:
    """One registration as answers show it. Raises UnknownRegistration for one he may not see."""
    row = db.session.execute(joined(*COLUMNS).where(
        Registration.id == registration_id, policy.registrations_visible_to(by))).first()
    if row is None:
        raise UnknownRegistration()
    return _shown([row], by)[0]


def offers_of(ids: list[int]) -> dict[int, dict[OfferKind, list[str]]]:
    """Codes of skills and services by registration, in one statement."""
    found: dict[int, dict[OfferKind, list[str]]] = {
        number: {OfferKind.SKILL: [], OfferKind.SERVICE: []} for number in ids}
    if ids:
        rows = db.session.execute(
            sa.select(RegistrationOffer.registration_id, RegistrationOffer.kind, RegistrationOffer.code)
            .where(RegistrationOffer.registration_id.in_(ids)).order_by(RegistrationOffer.code))
        for number, kind, code in rows:
            found[number][kind].append(code)
    return found


def _shown(rows: list[sa.Row], by: Actor) -> list[dict]:
    offers = offers_of([row.id for row in rows])
    return [_item(row, offers[row.id], by) for row in rows]


def _item(row: sa.Row, offers: dict[OfferKind, list[str]], by: Actor) -> dict:
    sight = policy.sight(by, account_id=row.account_id, unit_id=row.unit_id, path=row.path)
    community = {"code": row.community_code, "name": row.community_name, "level": row.community_level}
    place = {"code": row.place_code, "name": row.place_name, "level": row.place_level}
    skills, services = offers[OfferKind.SKILL], offers[OfferKind.SERVICE]
    return {
        "id": row.id, "number": row.number, "state": row.state, "state_name": STATE_NAMES[row.state],
        "version": row.version,
        "name": row.name if sight.name else mask_name(row.name),
        "phone_masked": mask_phone(row.phone) if sight.phone else None,
        "unit": {"code": row.unit_code, "name": row.unit_name}, "community": community,
        "place": place if sight.home else community,  # an employer need not know the house
        "skills": skills, "skill_names": [SKILL_NAMES.get(code, code) for code in skills],
        "services": services, "service_names": [SERVICE_NAMES.get(code, code) for code in services],
        "note": row.note if sight.note else None, "applied_at": row.applied_at, "decided_at": row.decided_at,
        "return_reason": row.return_reason, "ended_at": row.ended_at, "ended_reason": row.ended_reason,
        "moved_from": row.moved_from_id,
        "permitted": policy.permitted(by, state=row.state, account_id=row.account_id, path=row.path),
    }
