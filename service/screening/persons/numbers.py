"""Numbers that lead to one person: telephones, papers, cards, accounts, plates; typed in whatever way people type them.

Every pattern has bounded repetitions only, so a text costs time in proportion to its length, whatever it says.
"""

from __future__ import annotations

import re

from service.screening.persons.reading import Kind, Spans

GAP = r"[ \-‐‑–—―−~_.·•。*/\\|()]{0,3}"  # between two digits of one number
ALONE = r"(?<![0-9A-Z])"
ENDS = r"(?![0-9])"


def _spread(first: str, more: str, least: int, most: int) -> str:
    """`first`, then between `least` and `most` of `more`, with gaps."""
    return f"{first}(?:{GAP}{more}){{{least},{most}}}"


BIRTHDAY = rf"\d{GAP}\d{GAP}[01]{GAP}\d{GAP}[0-3]{GAP}\d"
NO_DAY = r"(?!1[3-9]\d\d[.\-/年]\d{1,2}[.\-/—至到])"
MOBILE = rf"1{GAP}[3-9](?:{GAP}\d){{9}}"
NO_HOTLINE = rf"(?!400|800|9[56]\d{{3}}{ENDS}|12\d{{3}}{ENDS})"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
DOT = r"[ ·•.\-]{0,2}"
PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in (
    # GB 11643: 17 digits and a digit or X; the older ones have 15. Mistyped ones of 15 to 19 are read as cards.
    (Kind.IDENTITY, ALONE + _spread("[1-9]", r"\d", 16, 16) + rf"{GAP}[\dX×]{ENDS}"),
    (Kind.IDENTITY, ALONE + rf"[1-9](?:{GAP}\d){{5}}{GAP}{BIRTHDAY}(?:{GAP}\d){{3}}{ENDS}"),
    (Kind.CARD, ALONE + _spread("[2-9]", r"\d", 14, 18) + ENDS),  # ISO/IEC 7812
    (Kind.PHONE, rf"(?<![0-9]){NO_DAY}(?:\+?(?:00)?86{GAP})?{MOBILE}{ENDS}"),
    (Kind.PHONE, rf"(?<![0-9])1[3-9]\d[,，、 ]\d{{4}}[,，、 ]\d{{4}}{ENDS}"),
    (Kind.LANDLINE, r"(?<![0-9A-Z.])\(?0(?:10|2\d|[3-9]\d\d)\)?[ \-—–]{0,2}[2-8]\d{2,3}[ \-—–]?\d{4}" + ENDS),
    (Kind.ACCOUNT, r"[A-Z0-9][A-Z0-9._%+\-]{0,63} ?(?:@|\(AT\)|#AT#) ?(?:[A-Z0-9\-]{1,63} ?\. ?){1,4}[A-Z]{2,12}"),
    # GA 36: a province, a letter, five signs or, of an electric car, six
    (Kind.PLATE, rf"[{PROVINCES}] ?[A-Z](?:{DOT}[A-Z0-9]){{4,5}}{DOT}[A-Z0-9挂学警港澳](?![0-9A-Z])"),
))
# What is said to be one is one, though a digit is missing or a letter stands in it.
NAMED = tuple((kind, re.compile(pattern)) for kind, pattern in (
    (Kind.PHONE, r"(?:电话|座机|固话|传真|手机|联系方式|联系我|号码|拨打|致电|TEL|打给|打我|来电)[^\d\n]{0,8}"
                 rf"(?<!\d)({NO_HOTLINE}\d(?:{GAP}\d){{6,12}}){ENDS}"),
    (Kind.IDENTITY, rf"(?:身份证|证件)[^\d\n]{{0,8}}(\d(?:{GAP}\d){{7,18}}(?:{GAP}X)?)"),
    (Kind.CARD, rf"(?:银行卡|卡号|账号|帐号|账户|社保卡)[^\d\n]{{0,8}}(\d(?:{GAP}\d){{7,21}})"),
    (Kind.ACCOUNT, r"(?:微 ?信|威信|薇信|加 ?V|WECHAT|WEIXIN|(?<![A-Z])(?:VX|WX))(?!公众)(?:号码|账号|号)?"
                   r"[^A-Z0-9\n]{0,6}([A-Z][A-Z0-9_\-]{4,19}|\d[\d ]{4,15}\d)"),
    (Kind.ACCOUNT, r"(?:(?<![A-Z])QQ|扣扣|企鹅号?)(?:号码|号|群)?[^\d\n]{0,6}(\d(?:[ \-]?\d){4,10})"),
))
LANDLINE = re.compile(rf"0(?:{GAP}\d)+|\d(?:{GAP}\d){{6,7}}")


def numbers(digits: str) -> Spans:
    """Every number of a person in a plain text of digits (see `reading`), in no order, some of them twice."""
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(digits):
            yield kind, match.start(), match.end()
    for kind, pattern in NAMED:
        for match in pattern.finditer(digits):
            at_home = kind is Kind.PHONE and LANDLINE.fullmatch(match.group(1))
            yield Kind.LANDLINE if at_home else kind, match.start(1), match.end(1)
