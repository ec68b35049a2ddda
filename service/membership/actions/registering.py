"""Applying to a community, and applying anew after moving house or after a return; each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError

from service.accounts import queries as accounts
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, WrongMoment, invalid
from service.membership.actions.ending import MOVED, close, let_go
from service.membership.catalogue import Service, Skill
from service.membership.models.registration import (
    OfferKind,
    Registration,
    RegistrationOffer,
    RegistrationState,
)
from service.membership.notices import registrations as notices
from service.membership.policy import registrations as policy
from service.membership.queries import opening
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place, Unit
from service.organization.queries import codes, places
from service.party.actions.members import enrol
from service.party.models import PartyMember
from service.party.queries import bodies

MOVABLE = (RegistrationState.APPLIED, RegistrationState.ACCEPTED, RegistrationState.RETURNED)
TOO_WIDE = "请选到社区（村）、小区（院落）或楼栋。"


class AlreadyRegistered(WrongMoment):
    """One live registration a person."""

    code, title = "already_registered", "Already registered"
    detail = "已经有一份申请中或已受理的报到。搬家请用“搬家”，不再报到请先撤回或结束。"


class PhoneUnverified(Forbidden):
    code = "phone_unverified"
    detail = "请先验证手机号，社区才能联系到您。"


def site(place_code: str | None, code_token: str | None) -> Place:
    """The place somebody lives at, chosen or scanned. Raises Invalid (also `place_too_wide`), NotFound, Gone."""
    if (place_code is None) == (code_token is None):
        raise invalid(place_code="请扫码，或选择一个地点（二者选一）。")
    place = codes.live(code_token).place if code_token is not None else places.given(place_code)
    if DEPTH[place.level] < COMMUNITY_DEPTH:
        raise Invalid(TOO_WIDE, code="place_too_wide", fields={"place_code": [TOO_WIDE]})
    return place


def register(*, by: Actor, unit_code: str, place_code: str | None = None, code_token: str | None = None,
             skills: Iterable[Skill] = (), services: Iterable[Service] = (), name: str | None = None,
             note: str | None = None) -> Registration:
    """Apply to register with the community where one lives; a member new to the unit's roster is put on it.

    Raises PhoneUnverified, AlreadyRegistered, WrongMoment `already_member` (he stands on another roster), and what
    `site` raises.
    """
    if not policy.may_register(by):
        raise PhoneUnverified()
    place, unit = site(place_code, code_token), bodies.given(Unit, unit_code, "unit_code")
    with atomic():
        account = accounts.account(by.account_id, locked=True)
        member = enrol(name=name or by.display_name, phone=account.phone, unit=unit, account_id=account.id, by=by)
        registration = put(member, place, skills=skills, services=services, note=note, by=by)
        notices.applied(registration)
    return registration


def put(member: PartyMember, place: Place, *, skills: Iterable[str], services: Iterable[str], note: str | None,
        by: Actor | None, moved_from: Registration | None = None) -> Registration:
    """Write an application in the caller's transaction. Of two at once the unique index lets one in.

    Raises AlreadyRegistered.
    """
    registration = Registration(
        member_id=member.id, account_id=member.account_id, unit_id=member.unit_id, place_id=place.id,
        community_id=place.ancestry[COMMUNITY_DEPTH], note=note, state=RegistrationState.APPLIED, version=1,
        applied_at=clock.now(), applied_by_id=by.account_id if by else None,
        moved_from_id=moved_from.id if moved_from else None,
        offers=[RegistrationOffer(kind=kind, code=str(code)) for kind, offered in
                ((OfferKind.SKILL, skills), (OfferKind.SERVICE, services)) for code in dict.fromkeys(offered)])
    try:
        with db.session.begin_nested():
            db.session.add(registration)
            db.session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered() from error
    return registration


def move(registration_id: int, *, by: Actor, seen: int | None = None, place_code: str | None = None,
         code_token: str | None = None, skills: Iterable[Skill] | None = None,
         services: Iterable[Service] | None = None, note: str | None = None) -> Registration:
    """Apply at another place after moving house, or anew after a return; what is not said is carried over.

    The old registration ends, its open claims go back to the queue and the new application begins in one transaction.
    Raises UnknownRegistration, Forbidden, Stale, WrongMoment, AlreadyRegistered, and what `site` raises.
    """
    with atomic():
        old = opening.for_act(registration_id, by=by, may=policy.may_move, states=MOVABLE, seen=seen)
        place = site(place_code, code_token)
        if old.state is not RegistrationState.RETURNED and old.place_id == place.id:
            raise invalid(place_code="这就是现在报到的地点。")
        member = db.session.get_one(PartyMember, old.member_id)
        if member.left_on is not None:
            raise WrongMoment("您已不在这个单位的名册上，请重新申请。", code="member_left", state=old.state)
        was_accepted = old.state is RegistrationState.ACCEPTED
        if old.is_live:
            close(old, by=by, reason=MOVED)
        fresh = put(member, place, by=by, moved_from=old, note=note or old.note,
                    skills=_offered(old, OfferKind.SKILL) if skills is None else skills,
                    services=_offered(old, OfferKind.SERVICE) if services is None else services)
        notices.applied(fresh)
        if was_accepted:
            notices.ended(old, by_himself=True)
            let_go(old, by=by)
    return fresh


def _offered(registration: Registration, kind: OfferKind) -> list[str]:
    return [offer.code for offer in registration.offers if offer.kind is kind]
