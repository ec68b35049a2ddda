"""Who may do what with places and grants."""

from __future__ import annotations

from service.organization.actors import Actor, Held
from service.organization.models import Level, Role

GIVEN_BY_TOWNS = frozenset({Role.COMMUNITY_WORKER, Role.PARTY_MEMBER, Role.VOLUNTEER, Role.COURTYARD_LEAD,
                            Role.BRANCH_SECRETARY})
SHAPED_BY_WORKERS = frozenset({Level.COMPOUND, Level.COURTYARD, Level.BUILDING})


def may_grant(by: Actor | None, role: Role, path: str) -> bool:
    """The district gives any role anywhere, a town the roles of its communities; None is the operator."""
    return (by is None or by.holds(Role.DISTRICT_ADMIN, path=path)
            or role in GIVEN_BY_TOWNS and by.holds(Role.TOWN_SUPERVISOR, path=path))


def may_revoke(by: Actor | None, role: Role, path: str) -> bool:
    """Who may give a role may take it back."""
    return may_grant(by, role, path)


def gives_roles_at(by: Actor) -> list[Held]:
    """His grants by which he gives roles to others."""
    return by.held(Role.DISTRICT_ADMIN, Role.TOWN_SUPERVISOR)


def may_find_people(by: Actor) -> bool:
    """Whoever gives roles somewhere."""
    return bool(gives_roles_at(by))


def is_guardian(person: Actor) -> bool:
    """An administrator or an auditor: nobody among them opens the account of another."""
    return bool(person.held(Role.DISTRICT_ADMIN, Role.AUDITOR))


def may_see_person(by: Actor, person: Actor) -> bool:
    """Whether the person holds a role within the places where he gives roles."""
    return any(held.path.startswith(mine.path) for held in person.grants for mine in gives_roles_at(by))


def may_offer_setup(by: Actor, person: Actor, *, has_password: bool) -> bool:
    """Who could give every role the person holds; a guardian's password is set once this way and not again."""
    return (all(may_grant(by, held.role, held.path) for held in person.grants)
            and not (has_password and is_guardian(person)))


def may_see_grants(by: Actor, path: str) -> bool:
    """Those who work with the people of a place, and those who look after the work."""
    return by.holds(Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.AUDITOR, path=path)


def may_create(by: Actor, level: Level, parent_path: str) -> bool:
    """The district makes any place; a community's workers its compounds, courtyards and buildings."""
    return (by.holds(Role.DISTRICT_ADMIN, path=parent_path)
            or level in SHAPED_BY_WORKERS and by.holds(Role.COMMUNITY_WORKER, path=parent_path))


def may_rename(by: Actor, level: Level, path: str) -> bool:
    """Who could have made the place."""
    return (by.holds(Role.DISTRICT_ADMIN, path=path)
            or level in SHAPED_BY_WORKERS and by.holds(Role.COMMUNITY_WORKER, path=path))


def may_see_codes(by: Actor, path: str) -> bool:
    """The workers of a place, and the supervisors and admins above it."""
    return by.holds(Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, path=path)


def may_change_codes(by: Actor | None, path: str) -> bool:
    """The workers of a place, who print and put the posters up, and the district's admins; None is the operator."""
    return by is None or by.holds(Role.COMMUNITY_WORKER, Role.DISTRICT_ADMIN, path=path)


def may_read_audit(by: Actor) -> bool:
    """The district's auditors and admins: the log is of all places, so a town's auditor does not read it."""
    return any(held.level is Level.DISTRICT for held in by.held(Role.AUDITOR, Role.DISTRICT_ADMIN))


def may_look_after_service(by: Actor) -> bool:
    """The district's admins."""
    return bool(by.held(Role.DISTRICT_ADMIN))


def may_import(by: Actor | None) -> bool:
    """The district's admins; None is the operator himself."""
    return by is None or bool(by.held(Role.DISTRICT_ADMIN))
