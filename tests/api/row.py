"""A row of the matrix: one route at one stage, and what comes back to whom; the names rows are written with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.api.journeys import SHORT

EVERYBODY = " ".join(SHORT)
ALL = f"{EVERYBODY} stranger"
DESK = "zhang zhou"                      # the workers of the community
ABOVE = "wu zheng"                       # the town's supervisor, the district's admin
READ = f"{DESK} {ABOVE} feng"            # the auditor only looks
HOME = f"li {READ}"                      # whose matter it is, and who looks after the place
AWAY = f"far {ABOVE} feng"
MEMBERS = "wang zhao"
PHONED = EVERYBODY.replace("chen ", "")  # an elder has no verified phone, and no grant


@dataclass(frozen=True)
class Row:
    """One route at one stage: what comes back to whom. `body` may name what the stage made, as in `{into}`."""

    route: str
    stage: str
    home: str
    away: str
    body: dict | None = None
    query: str = ""

    def expected(self, where: str, name: str) -> int:
        """The status this person gets there."""
        for cell in filter(None, (part.strip() for part in getattr(self, where).split("|"))):
            status, _, names = cell.partition(":")
            if name in names.split():
                return int(status)
        return 401 if name == "stranger" else 404

    def first(self, *statuses: int) -> str | None:
        """The first person of the cast who gets one of these at home; None when there is nobody."""
        return next((name for name in SHORT if self.expected("home", name) in statuses), None)


def shown(stage: str, home: str, away: str, route: str = "GET /api/v1/tickets/<number>") -> Row:
    """What those named see; a stranger is asked to sign in, whether it is there or not."""
    return Row(route, stage, f"200: {home}", f"200: {away}")


def scene_of(row: Row, journeys, where: str = "home", **said) -> dict:
    """What the stage of a row makes, `said` of its ticket or wish, and the names any row may use."""
    return {"variant": "picture", "soon": journeys.soon()} | getattr(journeys, row.stage)(where, **said)


def filled(value, scene: dict):
    """The value with every `{name}` replaced by what the stage made."""
    if isinstance(value, dict):
        return {key: filled(part, scene) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, scene) for part in value]
    if isinstance(value, str) and value[1:-1] in scene:
        return scene[value[1:-1]]
    return value.format(**scene) if isinstance(value, str) else value


def path_of(row: Row, scene: dict) -> str:
    """The path a row asks for, with its query, at what the stage made."""
    path = re.sub(r"<([a-z_]+)>", lambda found: str(scene[found[1]]), row.route.partition(" ")[2])
    return f"{path}?{row.query.format(**scene)}" if row.query else path


def but(names: str, without: str) -> str:
    """These names without those."""
    return " ".join(name for name in names.split() if name not in without.split())


def same(route: str, cells: str, stage: str = "place", body: dict | None = None, query: str = "") -> Row:
    return Row(route, stage, cells, cells, body, query)
