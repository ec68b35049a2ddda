"""What the pages of mediation and member development show."""

from __future__ import annotations

from service.development.queries import showing as candidates
from service.development.stages import Stage, next_of
from service.mediation.policy import OPENERS
from service.mediation.queries import showing as cases
from service.organization.actors import Actor
from service.organization.models import Role
from service.party.days import today
from service.party.models import CourtyardGroup, PartyBranch
from service.party.queries import organisation, rosters

LISTED, MOST = 20, 100


def cases_of(by: Actor, cursor: str | None = None) -> dict:
    """The cases he mediates, and where he may take one up."""
    page = cases.mine(by, state=None, type=None, limit=LISTED, cursor=cursor)
    sites = dict.fromkeys((held.code, held.name) for held in by.held(*OPENERS))  # one place may be his by two roles
    return {"page": page, "sites": list(sites), "today": today().isoformat()}


def case(mediation_id: int, by: Actor) -> dict:
    """One case in full, for its mediators. Raises NotFound."""
    return {"case": cases.detail(mediation_id, by), "today": today().isoformat()}


def mediators(mediation_id: int, by: Actor) -> dict:
    """Who mediates a case, and who could be asked to. Raises NotFound."""
    return {"case": cases.detail(mediation_id, by), "candidates": cases.candidates(mediation_id, by)}


def candidates_of(by: Actor, cursor: str | None = None) -> dict:
    """The candidates he may see, and the branches whose secretary he is."""
    keeps = bool(by.held(Role.BRANCH_SECRETARY))
    return {"page": candidates.candidates(by, stage=None, state=None, limit=LISTED, cursor=cursor), "keeps": keeps,
            "branches": organisation.listed(PartyBranch, by, limit=LISTED).items if keeps else [],
            "today": today().isoformat()}


def candidate(candidate_id: int, by: Actor) -> dict:
    """One candidate, as much as he may see, and the stage that comes next. Raises NotFound."""
    shown = candidates.detail(candidate_id, by)
    permitted = candidates.permitted(candidate_id, by)
    keeps, branch = "keep" in permitted, shown["branch"]["code"]
    return {"candidate": shown, "permitted": permitted, "keeps": keeps,
            "next": next_of(Stage(shown["stage"])) if keeps else None,
            "members": rosters.listed(by, limit=MOST, branch=branch).items if keeps else [],
            "groups": organisation.listed(CourtyardGroup, by, limit=MOST, above=branch).items if keeps else [],
            "today": today().isoformat()}


def own(by: Actor) -> dict:
    """His own way into the Party as the branch has noted it. Raises NotFound."""
    return {"own": candidates.own(by)}
