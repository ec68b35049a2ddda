"""What riders see: the buttons, where they may be, what became of their reports, their teams."""

from __future__ import annotations

import uuid

from service.core import clock
from service.core.clock import iso
from service.core.errors import Forbidden
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Role
from service.organization.queries import codes, places
from service.volunteering import policy
from service.volunteering.kinds import KINDS, Kind
from service.volunteering.models import MembershipState
from service.volunteering.queries import members, opening, reports, teams
from service.web.queries.places import steps

LISTED, LATEST, MOST, LATELY = 20, 5, 100, 4


def reporting(by: Actor, kind: str | None = None, at: str | None = None, code: str | None = None,
              cursor: str | None = None) -> dict:
    """The kinds; when one was tapped, the place: of the printed code, chosen so far, the phone's own, or one where he
    reported something lately.

    Raises NotFound, Gone for a code that is none.
    """
    place = places.described(codes.live(code).place) if code else None
    choice = steps(at, cursor) if kind and not code else None
    place = place or (choice["at"] if choice and choice["is_near"] else None)
    return {"kinds": [(one, facts.name) for one, facts in KINDS.items()], "kind": kind, "code": code,
            "kind_name": KINDS[Kind(kind)].name if kind else None, "choice": choice,
            "place": place, "is_rider": bool(by.held(Role.VOLUNTEER)),
            "client_id": str(uuid.uuid4()), "now": iso(clock.now()),
            "lately": _lately(by) if kind and not place else [],
            "latest": [] if kind else reports.mine(by, limit=LATEST, cursor=None).items}


def _lately(by: Actor) -> list[tuple[str, str]]:
    """(code, name from the community down) of the places he used last."""
    used = reports.places_lately(by, limit=LATELY)
    names = places.written_out(used) if used else {}
    return [(code, names[code]) for code in used if code in names]


def mine(by: Actor, cursor: str | None = None) -> dict:
    """A page of one's own reports."""
    return {"page": reports.mine(by, limit=LISTED, cursor=cursor)}


def teams_of(by: Actor, cursor: str | None = None) -> dict:
    """One's own teams, and a page of all there are."""
    own = teams.listed(by, place=None, trade=None, mine=True, limit=MOST, cursor=None).items
    every = teams.listed(by, place=None, trade=None, mine=False, limit=MOST, cursor=cursor)
    known = {team["code"] for team in own}
    return {"own": own, "others": [team for team in every.items if team["code"] not in known], "next": every.next,
            "arranges": bool(by.held(*policy.ABOVE))}


def team(code: str, by: Actor, cursor: str | None = None) -> dict:
    """One team; its members for who leads or arranges it, its reports for its members. Raises NotFound."""
    found = opening.team(code)
    belonging = _known(lambda: members.of_team(code, by, state=None, limit=MOST, cursor=cursor))
    return {"team": teams.detail(code, by), "members": belonging.items if belonging else None,
            "more": belonging.next if belonging else None, "asked": MembershipState.ASKED,
            "arranges": policy.may_arrange(by, found.place.path) and found.ended_on is None,
            "reports": _known(lambda: reports.of_team(code, by, limit=LISTED, cursor=None).items)}


def founding(by: Actor, at: str | None = None, cursor: str | None = None) -> dict:
    """Where a team is to be founded, step by step, and whether he may there. Raises Forbidden, NotFound."""
    if not by.held(*policy.ABOVE):
        raise Forbidden("队伍由镇街和区里建。")
    chosen = steps(at, cursor)
    here = places.place(at) if at else None
    return {"choice": chosen, "may_found": here is not None and DEPTH[here.level] <= COMMUNITY_DEPTH
            and policy.may_arrange(by, here.path)}


def _known(question) -> list | None:
    """The answer, None for who may not know it."""
    try:
        return question()
    except Forbidden:
        return None
