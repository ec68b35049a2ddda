"""The printed codes of a place, for who puts them up."""

from __future__ import annotations

from service.core.errors import Forbidden
from service.organization import policy
from service.organization.actors import Actor
from service.organization.models import Role
from service.organization.queries import codes, places

PAGE = 20
ROLES = (Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)


def of_place(code: str | None, by: Actor, *, live: bool | None, cursor: str | None) -> dict:
    """The codes of a place (his own one when none is named) and below, with what lies directly below it.

    Raises Forbidden, NotFound.
    """
    place = places.place(code or _own(by))
    page = codes.hanging_in(place, seen_by=by, limit=PAGE, cursor=cursor, live=live)
    chain = [step for step in places.chain(place) if step["code"] == place.code or _is_his(by, step["code"])]
    return {"place": place, "page": page, "live": live, "chain": chain, "below": places.directly_below([place.id]),
            "where": places.written_out(item["place"]["code"] for item in page.items),
            "may_change": policy.may_change_codes(by, place.path)}


def _own(by: Actor) -> str:
    grant = next(iter(by.held(*ROLES)), None)
    if grant is None:
        raise Forbidden("这一页给张贴码的社区工作人员看。")
    return grant.code


def _is_his(by: Actor, code: str) -> bool:
    """Whether a place above lies within what he looks after."""
    return any(code.startswith(grant.code) for grant in by.held(*ROLES))
