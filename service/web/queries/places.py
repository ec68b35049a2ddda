"""From the district down to a place, step by step, as pages show it."""

from __future__ import annotations

from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level
from service.organization.queries import places

AT_ONCE = 100


def steps(code: str | None, cursor: str | None = None) -> dict:
    """`{at, page, is_near}`: where one has come with the way that led there, what lies directly in it, and whether it
    is near enough to report, live or serve at: a community, or something in it. Without a code, the towns.

    Raises NotFound `place_unknown`, Invalid for the cursor.
    """
    if code is None:
        page = places.children(None, Level.TOWN, limit=AT_ONCE, cursor=cursor)
        return {"at": None, "page": page, "is_near": False}
    here = places.place(code)
    return {"at": places.described(here), "page": places.children(here, None, limit=AT_ONCE, cursor=cursor),
            "is_near": DEPTH[here.level] >= COMMUNITY_DEPTH}


def in_words(place: dict) -> str:
    """`东街社区 东街花园 1号楼`: the names from the community down; of a wider place its own."""
    names = [step["name"] for step in place["chain"] if DEPTH[step["level"]] >= COMMUNITY_DEPTH]
    return " ".join(names or [place["name"]])
