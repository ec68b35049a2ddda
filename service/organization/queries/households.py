"""How many households could have said a thing at a place: what is told of a place must not tell of a home."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.models import Place

FEWEST = 5
"""Fewer than five are no crowd: the number below which figures are withheld too (domain.md section 5)."""


def crowded(compound_id: int) -> dict[int, dict]:
    """`{id: {code, name, level}}` of a compound or courtyard and of its buildings, as far as a single home is not found
    in them; empty where it is found in the whole compound. One statement.

    A building counts by the number noted for it, a compound by its own or by that of its buildings together, whichever
    is more; a building of which nobody knows holds one household at least (docs/adr/0042).
    """
    rows = db.session.execute(
        sa.select(Place.id, Place.code, Place.name, Place.level, Place.households)
        .where(sa.or_(Place.id == compound_id, Place.parent_id == compound_id))).all()
    together = sum(1 if row.households is None else row.households for row in rows if row.id != compound_id)
    fewest = {row.id: max(row.households or 0, together if row.id == compound_id else 0) for row in rows}
    return {row.id: {"code": row.code, "name": row.name, "level": row.level} for row in rows
            if fewest[row.id] >= FEWEST}
