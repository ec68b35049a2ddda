"""Which branch, group, household, unit or station a code names."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, invalid
from service.organization.models import Unit
from service.organization.queries.places import CODE
from service.party.models import CourtyardGroup, DeliberationStation, MemberHousehold, PartyBranch

Kind = TypeVar("Kind", PartyBranch, CourtyardGroup, MemberHousehold, Unit, DeliberationStation)
NAMES = {PartyBranch: "党组织", CourtyardGroup: "院落党小组", MemberHousehold: "党员中心户", Unit: "单位",
         DeliberationStation: "议事站"}


def body(kind: type[Kind], code: str) -> Kind:
    """The branch, group, household, unit or station with this code. Raises NotFound `body_unknown`."""
    found = db.session.scalar(sa.select(kind).where(kind.code == code)) if CODE.fullmatch(code) else None
    if found is None:
        raise NotFound(f"没有这个{NAMES[kind]}。", code="body_unknown")
    return found


def given(kind: type[Kind], code: str, field: str) -> Kind:
    """The same for a code somebody wrote in a field. Raises Invalid for that field."""
    try:
        return body(kind, code)
    except NotFound as error:
        raise invalid(**{field: error.detail}) from None


def group(code: str) -> CourtyardGroup:
    """A courtyard group. Raises NotFound `body_unknown`."""
    return body(CourtyardGroup, code)
