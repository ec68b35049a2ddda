"""Where branches, groups, households and stations may stand in the tree of places, and why not elsewhere."""

from __future__ import annotations

from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level

BRANCHES = frozenset({Level.DISTRICT, Level.TOWN, Level.VILLAGE, Level.COMMUNITY})
GROUPS = frozenset({Level.COURTYARD, Level.COMPOUND})


def flaw_of_branch(level: Level, path: str, parent_path: str | None) -> str | None:
    """Why a branch cannot stand at a place of this level; its parent's place is above it or the same."""
    if level not in BRANCHES:
        return "党组织只能设在区、镇街、村或社区。"
    if parent_path is not None and not path.startswith(parent_path):
        return "不在上级党组织的地点之内。"
    return None


def flaw_of_group(level: Level, path: str, branch_path: str) -> str | None:
    """Why a courtyard group cannot stand there: a courtyard or compound below the place of its branch."""
    if level not in GROUPS:
        return "院落党小组只能设在院落或小区。"
    return None if path.startswith(branch_path) else "不在所属党组织的地点之内。"


def flaw_of_household(path: str, group_path: str) -> str | None:
    """Why a member household cannot stand there: at the place of its group or below."""
    return None if path.startswith(group_path) else "不在所属党小组的地点之内。"


def flaw_of_station(level: Level) -> str | None:
    """Why a station cannot stand there: at a village or community, or below."""
    return None if DEPTH[level] >= COMMUNITY_DEPTH else "议事站只能设在村、社区或以下。"
