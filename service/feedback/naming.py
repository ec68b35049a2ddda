"""Whom in office a text speaks of: by his name, by surname and title, by the office he holds. Plain words, so that the
database and Python answer alike; where they err, they err on the side of another person deciding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.organization.actors import Actor
from service.organization.models import Role

COMPOUND_SURNAMES = frozenset(("欧阳", "上官", "司马", "司徒", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "令狐", "慕容",
                               "东方"))
SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
            "钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤")
"""Before a title these say who is meant; without `向`, `和`, `于`, which are words too."""
TITLES = {
    Role.COMMUNITY_WORKER: ("主任", "副主任", "书记", "副书记", "支书", "委员", "会计", "文书", "社工", "网格员",
                            "村长", "站长", "干部", "工作人员"),
    Role.BRANCH_SECRETARY: ("书记", "副书记", "支书", "主任", "村长"),
    Role.COURTYARD_LEAD: ("院长", "院落长", "组长", "队长", "社长"),
    Role.TOWN_SUPERVISOR: ("主任", "副主任", "书记", "副书记", "镇长", "副镇长", "乡长", "科长", "所长", "站长"),
    Role.DISTRICT_ADMIN: ("科长", "副科长", "主任", "副主任", "书记", "副书记", "处长", "局长", "副局长", "区长"),
    Role.UNIT_ADMIN: ("干事",), Role.AUDITOR: ("审计", "科长", "主任"),
}
"""What people call somebody of this role after his surname."""
OFFICES = {
    Role.COMMUNITY_WORKER: ("主任", "社区工作人员", "社区的工作人员", "村工作人员", "社区干部", "村干部", "网格员",
                            "居委会", "村委会"),
    Role.BRANCH_SECRETARY: ("书记", "支书", "村干部"), Role.COURTYARD_LEAD: ("院落长", "院落负责人"),
    Role.TOWN_SUPERVISOR: ("镇长", "乡长", "镇领导", "镇干部", "街道主任", "街道书记", "街道领导", "街道干部",
                          "督办人"),
    Role.DISTRICT_ADMIN: ("区领导", "区里领导", "区级管理员"),
}
"""What an office is called by itself, at the place where it is held."""
OTHERS = ("业主委员会主任", "业委会主任", "物业主任", "车间主任", "科室主任", "教导主任", "年级主任", "班主任",
          "主任医师", "主任医生", "主任护师", "法院书记员", "书记员")
"""Who is called so and holds none of these offices."""
BLANKS = (" ", "\u3000", "\u00a0", "\t", "\n")
CUT = "|"


def surname_of(name: str) -> str:
    """The surname a Chinese name begins with."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]


def names_of(by: Actor, titles: Iterable[str] = ()) -> frozenset[str]:
    """How a text may name him wherever it is: the name he shows, and his surname with each title of his roles and with
    further `titles`."""
    name = "".join(by.display_name.split())
    if len(name) < 2:
        return frozenset()
    said = {title for grant in by.grants for title in TITLES.get(grant.role, ())} | set(titles)
    return frozenset({name} | {surname_of(name) + title for title in said})


def offices_of(roles: Iterable[Role]) -> frozenset[str]:
    """What these roles are called by themselves."""
    return frozenset(office for role in roles for office in OFFICES.get(role, ()))


def read(text: str) -> str:
    """A text as names are looked for in it: without blanks, and without those who are merely called alike."""
    for blank in BLANKS:
        text = text.replace(blank, "")
    for other in OTHERS:
        text = text.replace(other, CUT)
    return text


def speaks_of(text: str, names: Iterable[str]) -> bool:
    """Whether one of these names stands in a text."""
    plain = read(text)
    return any(name in plain for name in names)


def means_office(text: str, offices: Iterable[str]) -> bool:
    """Whether one of these offices stands in a text by itself, and not as the title of somebody called by surname."""
    plain = read(text)
    return any(re.search(f"(?<![{SURNAMES}]){re.escape(office)}", plain) for office in offices)
