"""The places and the party organisation of the made-up district."""

from __future__ import annotations

from itertools import cycle

from service.core.database import atomic
from service.organization.actions.places import plant
from service.organization.models import Level, Unit
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, Office, PartyBranch, PartyMember
from service.town.scale.ground import COURTYARDS, MARK, MEMBERS, ORGANISATIONS, Ground, add, places_of, write

COMPOUNDS, BUILDINGS, HOMES = 4, 5, 36  # of a community, of a compound, of a building
IN_A_GROUP = 5
TOWN = {Level.TOWN: "镇街党（工）委", Level.VILLAGE: "村党支部", Level.COMMUNITY: "社区党支部"}


def places(ground: Ground) -> int:
    """Courtyards in the villages; compounds and buildings in the communities."""
    villages, communities = places_of(Level.VILLAGE), places_of(Level.COMMUNITY)
    rows = [{"code": f"{village.code}-{MARK}-{number}", "name": f"{ground.chance.choice('东西南北上下')}湾院落{number}",
             "level": Level.COURTYARD, "parent_code": village.code, "households": 3 + number % 22}
            for number, village in enumerate(ground.spread(villages, ground.sized(COURTYARDS)))]
    for number, community in enumerate(ground.spread(communities, ground.sized(len(communities) * COMPOUNDS))):
        code = f"{community.code}-{MARK}-{number}"
        rows.append({"code": code, "name": f"小区{number}", "level": Level.COMPOUND, "parent_code": community.code})
        rows += [{"code": f"{code}-{house}", "name": f"{house}号楼", "level": Level.BUILDING, "parent_code": code,
                  "households": HOMES}
                 for house in range(1, BUILDINGS + 1)]
    with atomic():
        return plant(rows)


def bodies(ground: Ground) -> int:
    """A branch for the district, each town, village and community; units for the rest; a group in each courtyard."""
    with atomic():
        (district,) = places_of(Level.DISTRICT)
        top = write(PartyBranch, [_branch(f"{MARK}-district", "区委组织部", district.id, None)])[0]
        towns = places_of(Level.TOWN)
        committees = write(PartyBranch, [_branch(f"{MARK}-{town.code}", town.name + TOWN[Level.TOWN], town.id, top)
                                         for town in towns])
        of_town = dict(zip([town.id for town in towns], committees, strict=True))
        low = places_of(Level.VILLAGE, Level.COMMUNITY)
        ids = write(PartyBranch, [_branch(f"{MARK}-{place.code}", place.name + TOWN[place.level], place.id,
                                          of_town[place.parent_id]) for place in low])
        ground.ids["branches"], branch_of = ids, dict(zip([place.id for place in low], ids, strict=True))
        count = max(1, ground.sized(ORGANISATIONS) - len(ids) - len(towns) - 1)
        ground.ids["units"] = write(Unit, [{"code": f"{MARK}-unit-{number}", "name": f"某某单位{number}党支部",
                                            "place_id": district.id} for number in range(count)])
        return len(ids) + len(towns) + 1 + count + _groups(ground, branch_of)


def _branch(code: str, name: str, place_id: int, parent_id: int | None) -> dict:
    return {"code": code, "name": name, "place_id": place_id, "parent_id": parent_id}


def _groups(ground: Ground, branch_of: dict[int, int]) -> int:
    yards = [place for place in places_of(Level.COURTYARD) if f"-{MARK}-" in place.code]
    groups = write(CourtyardGroup, [{"code": yard.code.replace(MARK, "g"), "name": f"{yard.name}党小组",
                                     "branch_id": branch_of[yard.parent_id], "place_id": yard.id} for yard in yards])
    ground.ids["groups"] = [
        {"group_id": group, "place_id": yard.id, "place_path": yard.path, "community_id": yard.parent_id,
         "town_id": yard.ancestry[1], "branch_id": branch_of[yard.parent_id], "members": []}
        for group, yard in zip(groups, yards, strict=True)]
    return len(groups) + add(MemberHousehold, [
        {"code": yard.code.replace(MARK, "h"), "name": f"{ground.name()[0]}家中心户", "group_id": group,
         "place_id": yard.id} for group, yard in zip(groups, yards, strict=True)])


def members(ground: Ground) -> int:
    """Five in each group, the rest on the rosters of units and communities; each group and branch has who leads."""
    groups, since = ground.ids["groups"], ground.months[0].replace(year=ground.months[0].year - 2)
    total = ground.sized(MEMBERS)
    inside = [{"name": ground.name(), "branch_id": group["branch_id"], "group_id": group["group_id"],
               "unit_id": None, "joined_on": since} for group in groups for _ in range(IN_A_GROUP)][:total]
    units = cycle(ground.ids["units"])
    outside = [{"name": ground.name(), "branch_id": None, "group_id": None, "unit_id": next(units), "joined_on": since}
               for _ in range(total - len(inside))]
    with atomic():
        ids = write(PartyMember, inside)
        for number, member in enumerate(ids):
            groups[number // IN_A_GROUP]["members"].append(member)
        ground.ids["on_the_job"] = list(zip(write(PartyMember, outside), outside, strict=True))
        return total + add(Leadership, [
            {"office": Office.GROUP_LEAD, "member_id": group["members"][0], "group_id": group["group_id"],
             "since": since} for group in groups if group["members"]])
