"""Names of people: where somebody says who he is, calls somebody by name and title, or says who did it.

A name is looked for only where one is expected, because half of all surnames are ordinary words too (高, 方, 时, 于).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service.screening.persons.doors import door_before
from service.screening.persons.reading import Kind, Spans
from service.screening.persons.words import CLEAR, LOOSE, NO_NAME, ORDINARY, OVER, either, signs

HAN = "[\u4e00-\u9fff]"
HANS = re.compile(f"{HAN}*")
OFFICES, CALLED, FAMILY, SOMEBODY, BODIES, DEEDS, ORGANISATIONS = map(either, (
    "offices", "called", "family", "somebody", "bodies", "deeds", "organisations"))
DOUBLE = either("double")
SURNAME, CLEARLY = (f"(?:{DOUBLE}|[{''.join(sorted(some))}])" for some in (CLEAR | LOOSE, CLEAR))
WITH_A_LITTLE_ONE = "".join(sorted(CLEAR - signs("seldom_after_a_little_one")))
GIVEN = rf"{HAN}{{1,2}}"

OUTRIGHT = re.compile(
    rf"(?:我叫|我的?名字是?|我姓名|本人叫|姓名|名叫|名字叫?|叫做|[个人他她]叫|姓{HAN}[,，]?名?叫|"
    rf"(?:{FAMILY}|{SOMEBODY})(?:名叫|叫|是|姓名|[:：]))(?=[ :：为是\-—（(“\"]{{0,3}}({SURNAME})[ ]?({GIVEN}))")
SAID = re.compile(
    rf"(?:{BODIES}|{OFFICES}|{SOMEBODY}|工作人员|一把手|隔壁|楼上|楼下|对门|[楼元栋号室家]的|我是|本人)"
    rf"(?:的|里的|上的|叫|是|：|:)?(?=[ “\"（(]?({CLEARLY})({GIVEN}))")
RELATED = re.compile(rf"{FAMILY}(?=({CLEARLY}|[高方任金白文许丁])({GIVEN}))")
ACCUSED = re.compile(
    r"(?:^|(?<=[，。；！？、\s])|举报|投诉|控告|检举|告发|告|曝光|反映|查处|查一下|处理|感谢|表扬|点赞|找|打电话给|[是被跟和、])"
    rf"(?:一下|村干部|村里|到)?(?=[ “\"]?({CLEARLY})({GIVEN}))")
TITLED = re.compile(
    rf"(?<![总任])(?=({SURNAME})({HAN}{{0,2}}?)(副?(?:{OFFICES}|{CALLED}))(?!员工|部|室|会|办|们))")
FAMILIAR = re.compile(rf"(?<![古最越养敬])[老小阿][{WITH_A_LITTLE_ONE}]")
ORGANISATION = re.compile(ORGANISATIONS)
# After what somebody is said to do, or after nothing more, nobody doubts that a person was meant.
DEED = re.compile(rf"{DEEDS}|[、，,。；;：:！!？?\s(（）)”\"0-9]|$")


def names(text: str, digits: str, known: Iterable[str]) -> Spans:
    """Every name in a plain text, in no order; `known` are people named exactly, such as who holds an office there."""
    for person in known:
        start = text.find(person)
        while start >= 0:
            yield Kind.OFFICE_HOLDER, start, start + len(person)
            start = text.find(person, start + len(person))
    for start, end in _expected(text):
        yield Kind.NAME, start, end
        yield from door_before(digits, start)


def _expected(text: str) -> Iterator[tuple[int, int]]:
    for match in OUTRIGHT.finditer(text):
        yield from _outright(text, match)
    for pattern in (SAID, RELATED, ACCUSED):
        for match in pattern.finditer(text):
            yield from _by_deed(text, match)
    for match in TITLED.finditer(text):
        if _is_title_of(text, match):
            yield match.start(1), match.end(3)
    for match in FAMILIAR.finditer(text):
        if DEED.match(text, match.end()):
            yield match.span()


def _is_organisation(following: str) -> bool:
    """Whether what follows a surname, up to the next mark, names a firm or a place."""
    return bool(ORGANISATION.search(HANS.match(following).group()))


def _longest(given: str, over: frozenset[str]) -> int:
    """How many signs of what follows a surname go with a given name."""
    return next((length for length, sign in enumerate(given) if sign in over), len(given))


def _outright(text: str, match: re.Match) -> Iterator[tuple[int, int]]:
    """The name somebody is said to have; rather a sign too many than one too few."""
    surname, given = match.groups()
    length = _longest(given, OVER)
    if length and surname + given[0] not in ORDINARY and not _is_organisation(text[match.start(2):match.end(2) + 3]):
        yield match.start(1), match.start(2) + length


def _by_deed(text: str, match: re.Match) -> Iterator[tuple[int, int]]:
    """A name where one may stand: a deed follows, or nothing, and it does not begin the name of a firm or a place."""
    surname, given = match.groups()
    if surname + given[0] in ORDINARY or _is_organisation(text[match.start(2):match.end(2) + 4]):
        return
    for length in range(_longest(given, NO_NAME), 0, -1):
        end = match.start(2) + length
        if DEED.match(text, end):
            yield match.start(1), end
            return


def _is_title_of(text: str, match: re.Match) -> bool:
    """Whether what stands before the title is a name: 张主任, 刘德全书记; not 居委会主任, 施工队长, 高中老师."""
    surname, given, _title = match.groups()
    if text[match.start():match.start() + 2] in ORDINARY or any(sign in NO_NAME for sign in given):
        return False
    if surname not in LOOSE:
        return True
    before = text[match.start() - 1:match.start()] if match.start() else ""
    return not given and (not re.match(HAN, before) or before in "的找跟给叫被请问到说")
