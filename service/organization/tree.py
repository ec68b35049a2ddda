"""The shape of the tree: what lies in what, and where each role stands."""

from __future__ import annotations

from service.organization.models import Level, Role

LIES_IN: dict[Level, frozenset[Level]] = {
    Level.DISTRICT: frozenset(),
    Level.TOWN: frozenset({Level.DISTRICT}),
    Level.COMMUNITY: frozenset({Level.TOWN}),
    Level.VILLAGE: frozenset({Level.TOWN}),
    Level.COMPOUND: frozenset({Level.COMMUNITY}),
    Level.COURTYARD: frozenset({Level.COMMUNITY, Level.VILLAGE}),
    Level.BUILDING: frozenset({Level.COMPOUND, Level.COURTYARD}),
}

_BELOW_TOWN = frozenset(Level) - {Level.DISTRICT, Level.TOWN}
STANDS_AT: dict[Role, frozenset[Level]] = {
    Role.COMMUNITY_WORKER: frozenset({Level.COMMUNITY, Level.VILLAGE}),
    Role.PARTY_MEMBER: _BELOW_TOWN,
    Role.VOLUNTEER: _BELOW_TOWN | {Level.TOWN, Level.DISTRICT},
    Role.COURTYARD_LEAD: frozenset({Level.COURTYARD, Level.COMPOUND}),
    Role.BRANCH_SECRETARY: frozenset({Level.COMMUNITY, Level.VILLAGE}),
    Role.TOWN_SUPERVISOR: frozenset({Level.TOWN}),
    Role.DISTRICT_ADMIN: frozenset({Level.DISTRICT}),
    Role.UNIT_ADMIN: frozenset(Level),
    Role.AUDITOR: frozenset({Level.DISTRICT, Level.TOWN}),
}
"""A list that gives a role elsewhere is a slip that could give far too much, such as a whole district."""
