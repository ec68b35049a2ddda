"""Who may register, accept, return and end, and the one predicate of who sees a registration."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from service.membership.models.registration import LIVE, Registration, RegistrationState
from service.organization.actors import Actor, Held
from service.organization.models import Level, Place, Role

READERS = (Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.AUDITOR)


class Sight(NamedTuple):
    """How much of a registration somebody sees: the whole name, the masked phone, the house he lives in, his words
    to the community."""

    name: bool
    phone: bool
    home: bool
    note: bool


def within(grant: Held) -> sa.ColumnElement[bool]:
    """Registrations inside the granted place."""
    if grant.level is Level.DISTRICT:
        return sa.true()
    if grant.level in (Level.COMMUNITY, Level.VILLAGE):
        return Registration.community_id == grant.place_id
    return Registration.place_id.in_(sa.select(Place.id).where(Place.path.startswith(grant.path, autoescape=True)))


def units_of(by: Actor) -> list[int]:
    """Ids of the units he administers."""
    return [held.unit_id for held in by.held(Role.UNIT_ADMIN) if held.unit_id]


def of_himself(by: Actor) -> sa.ColumnElement[bool]:
    """His own registrations."""
    return Registration.account_id == by.account_id


def of_his_places(by: Actor) -> sa.ColumnElement[bool]:
    """Registrations with the communities he works for, supervises or audits."""
    return sa.or_(sa.false(), *(within(grant) for grant in by.held(*READERS)))


def of_his_units(by: Actor) -> sa.ColumnElement[bool]:
    """Registrations of the members of the units he administers, and of no other unit."""
    return Registration.unit_id.in_(units_of(by))


def registrations_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one predicate of list, detail, export and feedback."""
    return sa.or_(of_himself(by), of_his_places(by), of_his_units(by))


def sight(by: Actor, *, account_id: int | None, unit_id: int, path: str) -> Sight:
    """Who needs a person sees him: himself, the workers of the place; his unit all but the house and what he wrote
    to the community; others masked."""
    near = account_id == by.account_id or by.holds(Role.COMMUNITY_WORKER, path=path)
    unit = unit_id in units_of(by)
    return Sight(name=near or unit, phone=near or unit, home=near or by.holds(*READERS, path=path), note=near)


def may_register(by: Actor) -> bool:
    """Whoever has proved his phone: the community must be able to reach him."""
    return by.phone_verified


def is_own(by: Actor, registration: Registration) -> bool:
    """Whether he is the member himself."""
    return registration.account_id == by.account_id


def works_at(by: Actor, registration: Registration) -> bool:
    """The workers of the community that was named, and of no other."""
    return by.holds(Role.COMMUNITY_WORKER, path=registration.place.path)


def may_decide(by: Actor, registration: Registration) -> bool:
    """A worker of that community; nobody decides on an application of his own."""
    return works_at(by, registration) and not is_own(by, registration)


def may_end(by: Actor, registration: Registration) -> bool:
    """The member himself, or the community."""
    return is_own(by, registration) or works_at(by, registration)


def may_move(by: Actor, registration: Registration) -> bool:
    """The member himself: nobody else knows where he lives now."""
    return is_own(by, registration)


def permitted(by: Actor, *, state: RegistrationState, account_id: int | None, path: str) -> list[str]:
    """What he may do now with a registration at the place with this path: a return is answered by a new application,
    which is a move."""
    own, worker = account_id == by.account_id, by.holds(Role.COMMUNITY_WORKER, path=path)
    applied, accepted = state is RegistrationState.APPLIED, state is RegistrationState.ACCEPTED
    may = {"accept": applied and worker and not own, "return": applied and worker and not own,
           "end": own and (applied or accepted) or worker and accepted,
           "move": own and state in (*LIVE, RegistrationState.RETURNED)}
    return [verb for verb, allowed in may.items() if allowed]


def may_manage_periods(by: Actor) -> bool:
    """The district, which asks all communities for the same year."""
    return bool(by.held(Role.DISTRICT_ADMIN))
