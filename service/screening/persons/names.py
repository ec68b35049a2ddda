"""Names of people: where somebody says who he is, calls somebody by name and title, or says who did it.

A name is looked for only where one is expected, because half of all surnames are ordinary words too (高, 方, 时, 于).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service.screening.persons.doors import door_before
from service.screening.persons.reading import Kind, Spans
from service.screening.persons.surnames import CLEAR, DOUBLE, LOOSE, NO_NAME, ORDINARY, OVER

HAN = "[\u4e00-\u9fff]"
HANS = re.compile(f"{HAN}*")
OFFICES = ("书记|主任|支书|村长|组长|队长|科长|局长|处长|站长|所长|院长|校长|镇长|区长|县长|乡长|园长|班长|会计|出纳|网格员|网格长|干事|干部|"
           "警官|警察|民警|辅警|城管|委员|经理|主管|楼长|栋长|楼栋长|社长|片长|社工|调解员|法官|律师|站务员|管家|店长|厂长|董事长|主席|秘书")
CALLED = ("阿姨|师傅|师父|老师|医生|大夫|护士|先生|女士|小姐|太太|大爷|大妈|大娘|大伯|大叔|大婶|大嫂|大姐|大哥|爷爷|奶奶|婆婆|公公|老太婆|老太太|老太|"
          "老头子|老头|老汉|叔叔|叔|婶婶|婶|嬢嬢|孃孃|嬢|孃|伯伯|伯|姨|姐|哥|嫂子|嫂|老板娘|老板|同志|幺妹|幺爸|老幺|老大|老二|老三|老四|麻子|胖子|瘸子|聋子|哑巴|二娃|三娃|幺娃|某某某|某某|某甲|某乙|某")
FAMILY = ("爱人|老公|老婆|丈夫|妻子|儿子|女儿|父亲|母亲|爸爸|妈妈|爸|妈|孙子|孙女|外孙|爷爷|奶奶|外公|外婆|公公|婆婆|哥哥|弟弟|姐姐|妹妹|女婿|"
          "儿媳妇|儿媳|媳妇|侄子|侄女|外甥|舅舅|姑姑|前夫|前妻|男友|女友|同事|室友")
SOMEBODY = ("业主|住户|户主|房主|房东|租客|租户|邻居|村民|居民|老人|残疾人|独居老人|低保户|五保户|老党员|党员|保安|保洁|司机|车主|同学|孩子|小孩|患者|伤者|死者|"
            "当事人|投诉人|举报人|反映人|报案人|联系人|负责人|经办人|承办人|包工头|工头|老赖|法人代表|法人|法定代表人|志愿者|骑手|快递员|收件人")
BODIES = "社区|村里|村上|村委会|村委|居委会|居委|街道|街道办|镇政府|镇上|镇里|物业公司|物业|业委会|派出所|党支部|单位|网格|小区|本村|我村|我们村"
# What somebody is said to do: after it nobody doubts that a person was meant.
DEEDS = ("(?:摔|跌|倒|病|死|去世|过世|走失|失踪|受伤|瘫|半夜|晚上|白天|早上|凌晨|一直|从来|今天|昨天|前天|"
         "收|拿|贪|吃|要|骂|打|不|把|将|在|利用|滥用|私|长期|和|与|跟|等|家|的|说|让|叫|给|是|就|也|还|又|多次|经常|天天|每天|故意|霸占|侵占|占|欠|偷|诈|骗|强|带|找|问|来|去|"
         "优亲|违|乱|截留|挪用|克扣|虚报|套取|冒领|包庇|伙同|受贿|索|辱|殴|威胁|恐吓|为|对|向|从|用|因|已|曾|住|电话|手机|身份证|今年|男|女|同志|及|、|，|,|。|；|;|：|:|！|!|？|\\?|\\s|\\(|（|）|\\)|”|\"|$|[0-9])")
ORGANISATION = re.compile(r"公司|物业|小区|花园|花苑|公寓|医院|学校|小学|中学|大学|幼儿园|酒店|宾馆|饭店|餐|超市|商|集团|广场|大厦|大道|路|街|巷|镇|乡|区|县|市|省|村|湾|坝|沟|"
                          r"桥|岗|坪|站|寺|庙|厂|店|城|苑|府|局|院|楼|地产|银行|工程|项目|工地|山|河|湖|江|塘|冲|垸|田|组|队|屋场|老家")
SURNAME, CLEARLY = (f"(?:{'|'.join(DOUBLE)}|[{''.join(sorted(signs))}])" for signs in (CLEAR | LOOSE, CLEAR))
GIVEN = rf"{HAN}{{1,2}}"

OUTRIGHT = re.compile(
    rf"(?:我叫|我的?名字是?|我姓名|本人叫|姓名|名叫|名字叫?|叫做|[个人他她]叫|姓{HAN}[,，]?名?叫|"
    rf"(?:{FAMILY}|{SOMEBODY})(?:名叫|叫|是|姓名|[:：]))(?=[ :：为是\-—（(“\"]{{0,3}}({SURNAME})[ ]?({GIVEN}))")
SAID = re.compile(rf"(?:{BODIES}|{OFFICES}|{SOMEBODY}|工作人员|一把手|隔壁|楼上|楼下|对门|[楼元栋号室家]的|我是|本人)"
                  rf"(?:的|里的|上的|叫|是|：|:)?(?=[ “\"（(]?({CLEARLY})({GIVEN}))")
RELATED = re.compile(rf"(?:{FAMILY})(?=({CLEARLY}|[高方任金白文许丁])({GIVEN}))")
ACCUSED = re.compile(r"(?:举报|投诉|控告|检举|告发|告|曝光|反映|查处|查一下|处理|感谢|表扬|点赞|找|打电话给|是|被|跟|和|、)"
                     rf"(?:一下|村干部|村里|到)?(?=[ “\"]?({CLEARLY})({GIVEN}))")
TITLED = re.compile(rf"(?<![总任])(?=({SURNAME})({HAN}{{0,2}}?)((?:副)?(?:{OFFICES}|{CALLED}))(?!员工|部|室|会|办|们))")
FAMILIAR = re.compile(rf"(?<![古最越养敬])[老小阿][{''.join(sorted(CLEAR - set('田叶夏钱牛熊雷游武兰易温蓝梅柳余苟林黄马石江龙万史何')))}]")
DEED = re.compile(DEEDS)


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
    """A name where one may stand, when a deed follows, or nothing, and it does not begin the name of a firm or place."""
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
