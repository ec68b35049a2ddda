"""Doors (门牌): the room, flat or house number that tells behind which door somebody lives. Building and entrance stay:
they say where the lamp is out, and many people live there."""

from __future__ import annotations

import re

from service.screening.persons.reading import Kind, Spans

GAP = r"[ \-—–.·,，、]{0,2}"
# What makes a number a count, a sum or a day, and no door.
NO_COUNT = r"(?![0-9]|[ ]?(?:[年月日元块万千百亿个名人户家间套平米度吨公斤层楼栋幢次多余位台辆天分秒点米%％路]|M2|㎡))"
ROOM = r"(?:号房|室|房(?![间屋子产价地贷租东型源])|号|户)?"
DASH = r"[\-—–]"
FLAT = rf"(?:\d{{1,2}}{DASH}\d{{1,4}}|\d{{3,4}}|\d{{1,2}}号)"
NO_YEAR = r"(?!(?:19|20)\d\d(?!室|号))"
NO_THING = "(?!楼|电梯|线|院)"

PATTERNS = tuple(re.compile(pattern) for pattern in (
    # 3单元501, 3单元5楼2号, 三单元5-2
    rf"单元{GAP}(?:\d{{1,2}}[楼层]{GAP})?(\d{{1,2}}{DASH}\d{{1,4}}{ROOM}|"
    rf"\d{{3,4}}(?!\d|[年元]|[个多余]?[户家人])(?:号房|[室房号户])?|\d{{1,2}}[号室])(?!楼)",
    # 12号楼1203, 5栋501室, 6#302
    rf"(?:\d|[A-Z十甲乙丙东西南北])(?:号楼|号院|[栋幢座#]|楼){GAP}({FLAT}{NO_COUNT}{ROOM}){NO_THING}",
    # 5栋2-301, 5栋2-3-1
    rf"(?:号楼|[栋幢座#]) ?(\d{{1,2}}{DASH}\d{{1,3}}(?:{DASH}\d{{1,4}})?{NO_COUNT}{ROOM})",
    # 3-2-501, 12-1-3-2: but no day of a year
    rf"(?<![\dA-Z.\-—–/])(?!(?:19|20)\d\d)[A-Z]?\d{{1,3}}{DASH}\d{{1,2}}{DASH}"
    rf"({NO_YEAR}\d{{3,4}}{NO_COUNT}{ROOM}|\d{{1,2}}{DASH}\d{{1,2}}(?!\d))",
    # 501室, 1203号房
    rf"(?<![\d.\-A-Z])([A-Z]?\d{{3,4}}(?:号房|室|房号)|(?:\d{{1,2}}{DASH})?\d{{3,4}}房(?![间屋子产价地贷租东型源]))",
    # 5楼2号
    rf"(?<!\d)\d{{1,2}}[楼层]((?:左|右)?手?边?\d{{1,2}}号){NO_THING}",
    # 3组12号, 2社8号: a house in a village
    r"[\d十](?:组|社|队|村民小组) ?(\d{1,3}号|十\d?号)(?!楼|线)",
    # 凤山路12号附3号, 凤山路12号5-2
    rf"号(附 ?\d{{1,3}}号?(?:{DASH}\d{{1,3}})*)",
    rf"[路街巷道里弄]\d{{1,4}}号({DASH}?\d{{1,2}}{DASH}\d{{1,3}}(?:{DASH}\d{{1,3}})?)(?!\d)",
    # 家住1203, 住在2-501, 门牌号5-2
    r"(?:住在?|家在|我家是?|家住|房号|门牌号?|户号)[是为:： ]{0,2}"
    rf"((?:\d{{1,2}}{DASH}){{0,3}}\d{{3,4}}{NO_COUNT}{ROOM}|\d{{1,2}}(?:{DASH}\d{{1,2}}){{1,3}}(?![\d月日个年天])|"
    rf"\d{{1,4}}号{NO_THING})",
    # 楼上601, 隔壁的1202
    rf"(?:楼上|楼下|隔壁|对门|对面|邻居)(?:的|是|住户|邻居){{0,2}}({FLAT}{NO_COUNT}{ROOM})",
    # 501那家, 1203的住户
    r"(?<![\d.])(\d{3,4}[号室]?)(?=的?(?:住户|那家|这家|家里|他家|她家|屋头|的业主))",
))
BEFORE_A_NAME = re.compile(r"(?<![\d.])\d{3,4}(?:号|室|号房)?的?$")


def doors(digits: str) -> Spans:
    """Every door in a plain text of digits (see `reading`), in no order."""
    for pattern in PATTERNS:
        for match in pattern.finditer(digits):
            yield Kind.DOOR, match.start(1), match.end(1)


def door_before(digits: str, start: int) -> Spans:
    """The number just before somebody's name, as in `501李阿姨`."""
    match = BEFORE_A_NAME.search(digits[max(0, start - 8):start])
    if match:
        yield Kind.DOOR, start - len(match.group()), start
