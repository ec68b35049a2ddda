"""What everybody may read, by place and category, on one page with the way to a narrower place."""

from __future__ import annotations

from service.feedback.queries import catalogue
from service.organization.models import COMPOUND_DEPTH, DEPTH
from service.web.queries.places import in_words, steps
from service.web.queries.reporting import grouped
from service.web.queries.tickets import public


def answers(place: str | None, category: str | None, cursor: str | None, places: str | None = None) -> dict:
    """The matters, the place in words, and what lies in it to choose from. Raises NotFound for an unknown place."""
    where = steps(place, places)
    at = where["at"]
    is_narrow = at is not None and DEPTH[at["level"]] >= COMPOUND_DEPTH
    return {"place": at, "place_in_words": in_words(at) if at else None, "choice": None if is_narrow else where,
            "places": places, "category": category, "groups": grouped(catalogue.categories())
            } | public(place, category, cursor)
