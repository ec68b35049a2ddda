"""Actor: a person as policy sees him, read in one statement per request."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.errors import Forbidden
from service.organization.models import (
    BUILDING_DEPTH,
    COMMUNITY_DEPTH,
    COMPOUND_DEPTH,
    STAFF_ROLES,
    Level,
    Role,
)


class VerifyPhoneFirst(Forbidden):
    """What he asks for needs a phone he has proved."""

    code, title = "verify_phone_first", "Verify your phone first"
    detail = "请先核实手机号：在微信里打开“码上”小程序，点“我的”，再点“手机号”，核实后再来。"


@dataclass(frozen=True, slots=True)
class Held:
    """A live grant: a role within the place at `path`."""

    grant_id: int
    role: Role
    place_id: int
    path: str
    code: str
    name: str
    level: Level
    unit_id: int | None = None

    @property
    def ancestry(self) -> list[int]:
        """Ids from the district down to the granted place."""
        return [int(part) for part in self.path.strip("/").split("/")]

    def at(self, depth: int) -> int | None:
        """The id of the granted place or its ancestor at a depth of the tree; None when granted higher up."""
        ids = self.ancestry
        return ids[depth] if depth < len(ids) else None

    @property
    def community_id(self) -> int | None:
        """The community or village the grant lies in."""
        return self.at(COMMUNITY_DEPTH)

    @property
    def compound_id(self) -> int | None:
        """The compound or courtyard the grant lies in."""
        return self.at(COMPOUND_DEPTH)

    @property
    def building_id(self) -> int | None:
        """The building the grant lies in."""
        return self.at(BUILDING_DEPTH)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: the account, the session it came with (None on the command line), its live grants."""

    account_id: int
    display_name: str
    phone_verified: bool
    grants: tuple[Held, ...] = ()
    session_id: str | None = None

    def held(self, *roles: Role) -> list[Held]:
        """His live grants of these roles."""
        return [grant for grant in self.grants if grant.role in roles]

    def holds(self, *roles: Role, path: str) -> bool:
        """Whether he holds one of these roles at the place with this path or above it."""
        return any(grant.role in roles and path.startswith(grant.path) for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        """Whether any grant is of a staff role; staff sessions are shorter."""
        return any(grant.role in STAFF_ROLES for grant in self.grants)
