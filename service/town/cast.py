"""Who lives in the demonstration town, and where: every name and number here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from service.organization.models import Level, Role

DISTRICT, TOWN, COMMUNITY, OTHER_COMMUNITY = "500115", "500115001", "500115001009", "500115001003"
VILLAGE = "500115001201"
UNIT_CODE, UNIT_NAME = "demo-unit", "长寿区某某局"

PLACES = (  # below the places every installation has: code, parent, level, name, households
    (f"{COMMUNITY}-01", COMMUNITY, Level.COMPOUND, "东街花园", 108),
    (f"{COMMUNITY}-01-01", f"{COMMUNITY}-01", Level.BUILDING, "1号楼", 36),
    (f"{COMMUNITY}-01-02", f"{COMMUNITY}-01", Level.BUILDING, "2号楼", 36),
    (f"{COMMUNITY}-01-03", f"{COMMUNITY}-01", Level.BUILDING, "3号楼", 36),
    (f"{COMMUNITY}-02", COMMUNITY, Level.COMPOUND, "河街小区", 40),
    (f"{COMMUNITY}-02-01", f"{COMMUNITY}-02", Level.BUILDING, "1号楼", 40),
    (f"{VILLAGE}-01", VILLAGE, Level.COURTYARD, "大屋院落", 18),
    (f"{VILLAGE}-02", VILLAGE, Level.COURTYARD, "竹林院落", 4),
)

NICKNAMES = {
    "district": DISTRICT, "town": TOWN, "community": COMMUNITY, "other_community": OTHER_COMMUNITY,
    "village": VILLAGE, "compound": f"{COMMUNITY}-01", "building_1": f"{COMMUNITY}-01-01",
    "building_2": f"{COMMUNITY}-01-02", "building_3": f"{COMMUNITY}-01-03",
    "river_compound": f"{COMMUNITY}-02", "river_building": f"{COMMUNITY}-02-01",
    "courtyard_1": f"{VILLAGE}-01", "courtyard_2": f"{VILLAGE}-02",
}
WITH_CODES = ("building_1", "building_2", "building_3", "river_building", "courtyard_1", "courtyard_2")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast. `phone` is of the made-up row 1900000NNNN; `role` is held at `place` (a nickname)."""

    name: str
    display_name: str
    phone: str | None
    role: Role | None = None
    place: str | None = None
    of_unit: bool = False

    @property
    def openid(self) -> str:
        """The openid the fake WeChat gives for the code of the same text."""
        return f"demo:{self.name}"


PEOPLE = (
    Person("resident-li", "李阿姨", "19000000001"),
    Person("resident-chen", "陈大爷", None),
    Person("worker-zhang", "张蓉", "19000000003", Role.COMMUNITY_WORKER, "community"),
    Person("worker-zhou", "周敏", "19000000004", Role.COMMUNITY_WORKER, "community"),
    Person("worker-far", "方远", "19000000005", Role.COMMUNITY_WORKER, "other_community"),
    Person("member-wang", "王师傅", "19000000006", Role.PARTY_MEMBER, "building_1", of_unit=True),
    Person("member-zhao", "赵师傅", "19000000007", Role.PARTY_MEMBER, "building_2", of_unit=True),
    Person("member-sun", "孙师傅", "19000000008", Role.PARTY_MEMBER, "other_community", of_unit=True),
    Person("volunteer-qian", "钱骑手", "19000000009", Role.VOLUNTEER, "town"),
    Person("supervisor-wu", "吴主任", "19000000010", Role.TOWN_SUPERVISOR, "town"),
    Person("admin-zheng", "郑科长", "19000000011", Role.DISTRICT_ADMIN, "district"),
    Person("auditor-feng", "冯审计", "19000000012", Role.AUDITOR, "district"),
    Person("lead-hu", "胡院长", "19000000013", Role.COURTYARD_LEAD, "courtyard_1"),
    Person("secretary-lin", "林书记", "19000000014", Role.BRANCH_SECRETARY, "village"),
    Person("unit-he", "何干事", "19000000015", Role.UNIT_ADMIN, "district", of_unit=True),
)

BRANCHES = (  # code, parent, place (a nickname), name
    ("demo-branch-town", None, "town", "凤城街道党工委"),
    ("demo-branch-village", "demo-branch-town", "village", "永丰村党支部"),
    ("demo-branch-community", "demo-branch-town", "community", "东街社区党支部"),
)
GROUPS = (  # code, branch, place, name
    ("demo-group-1", "demo-branch-village", "courtyard_1", "大屋院落党小组"),
    ("demo-group-2", "demo-branch-village", "courtyard_2", "竹林院落党小组"),
)
HOUSEHOLDS = (("demo-household-1", "demo-group-1", "courtyard_1", "胡家中心户"),
              ("demo-household-2", "demo-group-2", "courtyard_2", "谭家中心户"))  # code, group, place, name
ROSTER = (  # name, branch or None, group or None, who of PEOPLE it is
    ("林书记", "demo-branch-village", None, "secretary-lin"),
    ("胡院长", "demo-branch-village", "demo-group-1", "lead-hu"),
    ("游建国", "demo-branch-village", "demo-group-1", None), ("余秀兰", "demo-branch-village", "demo-group-1", None),
    ("蒲永福", "demo-branch-village", "demo-group-1", None), ("谭德厚", "demo-branch-village", "demo-group-2", None),
    ("文素芬", "demo-branch-village", "demo-group-2", None), ("王师傅", None, None, "member-wang"),
    ("赵师傅", None, None, "member-zhao"), ("孙师傅", None, None, "member-sun"), ("何干事", None, None, "unit-he"),
)
OFFICES = (  # office, body, whose name on the roster
    ("secretary", "demo-branch-village", "林书记"), ("group_lead", "demo-group-1", "胡院长"),
    ("group_lead", "demo-group-2", "谭德厚"), ("household_head", "demo-household-1", "胡院长"),
    ("household_head", "demo-household-2", "谭德厚"), ("unit_contact", UNIT_CODE, "何干事"),
)
STATIONS = (("demo-station-1", "village", "永丰村党群连心议事站", "村委会一楼",
             [{"days": [1, 2, 3, 4, 5], "from": "09:00", "to": "17:00"}]),)
