"""Which branch, group, household, unit or station a code names, and holding one while it is changed."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, WrongMoment, invalid
from service.organization.models import Place, Unit
from service.organization.queries.places import CODE
from service.party.models import CourtyardGroup, DeliberationStation, MemberHousehold, PartyBranch

Kind = TypeVar("Kind", PartyBranch, CourtyardGroup, MemberHousehold, Unit, DeliberationStation)
NAMES = {PartyBranch: "党组织", CourtyardGroup: "院落党小组", MemberHousehold: "党员中心户", Unit: "单位",
         DeliberationStation: "议事站"}


class BodyEnded(WrongMoment):
    """What has ended stays as it was."""

    code, title = "body_ended", "Body ended"
    detail = "已经撤销，不能再改动。"

    def __init__(self, kind: type):
        super().__init__(f"这个{NAMES[kind]}已经撤销，不能再改动。", state="ended")


def body(kind: type[Kind], code: str) -> Kind:
    """The branch, group, household, unit or station with this code. Raises NotFound `body_unknown`."""
    found = db.session.scalar(sa.select(kind).where(kind.code == code)) if CODE.fullmatch(code) else None
    if found is None:
        raise unknown(kind)
    return found


def unknown(kind: type) -> NotFound:
    """There is none, or one that may not be seen."""
    return NotFound(f"没有这个{NAMES[kind]}。", code="body_unknown")


def given(kind: type[Kind], code: str, field: str) -> Kind:
    """The same for a code somebody wrote in a field. Raises Invalid for that field."""
    try:
        return body(kind, code)
    except NotFound as error:
        raise invalid(**{field: error.detail}) from None


def group(code: str) -> CourtyardGroup:
    """A courtyard group. Raises NotFound `body_unknown`."""
    return body(CourtyardGroup, code)


def locked(kind: type[Kind], body_id: int, *, live: bool = False, read: bool = False) -> Kind:
    """The row, held until the transaction ends (`read`: with others who only need it to stay).

    Raises WrongMoment `body_ended` when it must be `live` and is not.
    """
    row = db.session.scalar(sa.select(kind).where(kind.id == body_id).with_for_update(read=read, key_share=not read)
                            .execution_options(populate_existing=True))
    if live and over(row):
        raise over(row)
    return row


def over(row: Kind) -> BodyEnded | None:
    """What is wrong with doing something with a body that is over; None for a live one."""
    return None if row.ended_on is None else BodyEnded(type(row))


def path_of(body: PartyBranch | CourtyardGroup | MemberHousehold | Unit | DeliberationStation) -> str:
    """The path of the place a body is of."""
    return db.session.get_one(Place, body.place_id).path
