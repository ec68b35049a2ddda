"""What the pages of a unit show to who administers it."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound
from service.membership.catalogue import offers
from service.membership.columns import HEADINGS, OPTIONAL
from service.membership.queries import units
from service.organization.actors import Actor
from service.organization.models import Role, Unit
from service.web.queries.places import steps

LISTED = 20


def unit(by: Actor, code: str | None = None, cursor: str | None = None) -> dict:
    """The members of a unit he administers, the first one when none is named. Raises NotFound."""
    chosen, others = _chosen(by, code)
    return {"unit": chosen, "others": others, "page": units.members(chosen.code, by=by, limit=LISTED, cursor=cursor)}


def listing(by: Actor, code: str, place: str | None = None, cursor: str | None = None) -> dict:
    """The columns of a unit's list, and the code of a place, step by step. Raises NotFound."""
    return {"unit": _chosen(by, code)[0], "choice": steps(place, cursor), "offers": offers(),
            "columns": [(words[0], name not in OPTIONAL) for name, words in HEADINGS.items()]}


def _chosen(by: Actor, code: str | None) -> tuple[sa.Row, list[sa.Row]]:
    """(code, name) of the unit, and those of his other ones."""
    ids = [grant.unit_id for grant in by.held(Role.UNIT_ADMIN) if grant.unit_id]
    rows = db.session.execute(sa.select(Unit.code, Unit.name).where(Unit.id.in_(ids)).order_by(Unit.id)).all()
    chosen = next((row for row in rows if code in (None, row.code)), None)
    if chosen is None:
        raise NotFound("您没有负责联络的单位。", code="body_unknown")
    return chosen, [row for row in rows if row != chosen]
