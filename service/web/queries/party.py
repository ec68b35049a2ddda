"""What the pages of the party organisation show: branches, groups and households, who stands where, who leads."""

from __future__ import annotations

from service.organization.actors import Actor
from service.organization.queries import places
from service.party import policy
from service.party.days import today
from service.party.models import BODY_OF, OFFICE_NAMES, CourtyardGroup, MemberHousehold, Office, PartyBranch
from service.party.queries import offices, organisation, rosters

LISTED, MOST = 50, 100
BELOW = {"branch": (CourtyardGroup, "group"), "group": (MemberHousehold, "household")}


def branches(by: Actor, cursor: str | None = None) -> dict:
    """A page of the branches he sees, and where he may found one that hangs below none."""
    return {"page": organisation.listed(PartyBranch, by, limit=LISTED, cursor=cursor),
            "sites": list(dict.fromkeys((held.code, held.name) for held in by.held(*policy.ABOVE)))}


def body(kind: str, code: str, by: Actor, cursor: str | None = None) -> dict:
    """One branch, group or household: what hangs below it, its members and who leads it, and what he may do there.

    Raises NotFound `body_unknown`.
    """
    row = organisation.seen(organisation.KINDS[kind], code, by)
    shown = organisation.body(organisation.KINDS[kind], code, by)
    is_live = shown["ended_on"] is None
    arranges = is_live and policy.may_arrange(by, row.path)
    shapes = is_live and policy.may_shape_branches(by, row.path)
    roster = {"group": shown["group_code"]} if kind == "household" else {kind: code}
    return {"kind": kind, "body": shown, "below": _below(kind, code, by), "today": today().isoformat(),
            "branches": _branches_below(code, by) if kind == "branch" else [],
            "page": rosters.listed(by, limit=MOST, cursor=cursor, **roster),
            "offices": offices.held_in(by, limit=MOST, live=True, **{kind: code}).items,
            "may_change": shapes if kind == "branch" else arranges, "arranges": arranges, "shapes": shapes,
            "gives": _gives(kind, row.path, by) if is_live else [],
            "sites": _sites(shown["place"]["code"]) if arranges or shapes else []}


def _below(kind: str, code: str, by: Actor) -> list[dict]:
    """What hangs below a branch or a group, each with its kind."""
    if kind not in BELOW:
        return []
    lower, name = BELOW[kind]
    return [one | {"kind": name} for one in organisation.listed(lower, by, limit=MOST, above=code).items]


def _branches_below(code: str, by: Actor) -> list[dict]:
    return organisation.listed(PartyBranch, by, limit=MOST, above=code).items


def _gives(kind: str, path: str, by: Actor) -> list[tuple[str, str]]:
    """The offices of such a body that he may give there, with their names."""
    return [(office.value, OFFICE_NAMES[office]) for office in Office
            if BODY_OF[office] is organisation.KINDS[kind] and policy.may_appoint(by, office, path)]


def _sites(code: str) -> list[tuple[str, str]]:
    """The place of a body, and those directly below, to found something at."""
    here = places.place(code)
    return [(here.code, here.name), *((one["code"], one["name"]) for one in places.directly_below([here.id]))]


def member(member_id: int, by: Actor) -> dict:
    """One member, the groups of his branch, and what he may do with the row. Raises NotFound."""
    row, shown = rosters.seen(member_id, by), rosters.member(member_id, by)
    keeps = shown["left_on"] is None and policy.may_keep_roster(
        by, branch_path=row.branch_path, unit_id=row.unit_id)
    branch = shown["branch"] and shown["branch"]["code"]
    return {"member": shown, "keeps": keeps, "knows": rosters.knows(by, row), "contact": None,
            "today": today().isoformat(),
            "groups": organisation.listed(CourtyardGroup, by, limit=MOST, above=branch).items if keeps and branch
            else []}
