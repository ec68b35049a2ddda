"""A whole district of invented people, to measure and to look at: `flask demo scale`.

The 270 villages and communities are the real ones; courtyards, members and what they did are made up by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from service.town.scale import happenings, organisation, people
from service.town.scale.ground import Ground, ready

__all__ = ["ready", "stages"]


def stages(share: float = 1.0) -> Iterator[tuple[str, Callable[[], int]]]:
    """(what it makes, the work that makes it and returns how many rows), in order. Each is one transaction.

    `share` of the full size: 4,200 courtyards, twelve months of days, 39,000 members in 1,400 organisations,
    175 groups.
    """
    ground = Ground(share)
    yield "courtyards, compounds, buildings", lambda: organisation.places(ground)
    yield "branches, units, groups, households", lambda: organisation.bodies(ground)
    yield "members and offices", lambda: organisation.members(ground)
    yield "rules of the days", lambda: happenings.rules(ground)
    for number, month in enumerate(ground.months):
        yield f"days of {month:%Y-%m}", lambda month=month, number=number: happenings.days(ground, month, number)
    yield "disputes", lambda: people.mediations(ground)
    yield "development", lambda: people.candidates(ground)
    yield "registrations", lambda: people.registrations(ground)
    yield "WeChat groups", lambda: people.wechat_groups(ground)
    yield "figures", lambda: people.figures()
