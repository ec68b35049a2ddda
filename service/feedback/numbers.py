"""Ticket numbers are read out and typed by hand, so a slip of a digit must never find another ticket.

`500115-20261122-0123-0`: division code (6 digits), local day (8), the running number of all tickets (at least 4,
more when needed), check digit. The check digit covers all digits before it and follows H. M. Damm,
"Total anti-symmetrische Quasigruppen" (2004): every single wrong digit and every swap of two neighbours
is caught.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

from stdnum import damm

LARGEST_SEQUENCE = 999_999_999
LONGEST_NUMBER = 27  # characters, at the largest sequence

# One spelling per number: a sequence longer than four digits has no leading zero.
_SHAPE = re.compile(r"([0-9]{6})-?([0-9]{8})-?([0-9]{4}|[1-9][0-9]{4,8})-?([0-9])")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DASHES = re.compile("[-_‐‑‒–—―−﹘﹣－＿]+")  # Chinese keyboards write one dash as two: ——


class Number(NamedTuple):
    """What a ticket number says: division code of the district, local day, the running number of all tickets."""

    district_code: str
    day: date
    sequence: int


def compose(district_code: str, day: date, sequence: int) -> str:
    """Return the ticket number, such as `500115-20261122-0123-0`, for a sequence from 1 to 999999999.

    Raises ValueError when the code is not six digits, the sequence is out of range, or `day` is a
    moment: the local day of a moment is for the caller to decide.
    """
    if not re.fullmatch("[0-9]{6}", district_code):
        raise ValueError("a division code has six digits")
    if isinstance(day, datetime):
        raise ValueError("a ticket number takes a local day, not a moment")
    if not 1 <= sequence <= LARGEST_SEQUENCE:
        raise ValueError(f"a sequence lies between 1 and {LARGEST_SEQUENCE}")
    parts = (district_code, day.isoformat().replace("-", ""), f"{sequence:04}")
    return "-".join((*parts, damm.calc_check_digit("".join(parts))))


def parse(text: str) -> Number:
    """Return what a typed ticket number says; blanks, full-width digits and any or no dashes are understood.

    A dash in the wrong place is refused, since a digit may be missing before it. Raises ValueError with
    a Chinese sentence for the person who typed.
    """
    typed = _plain(text)
    if not typed:
        raise ValueError("请输入工单号。")
    shape = _SHAPE.fullmatch(typed)
    if shape is None:
        raise ValueError("工单号的格式不对，应像 500115-20261122-0123-0 这样，请核对后再输入。")
    if not damm.is_valid("".join(shape.groups())):
        raise ValueError("工单号与校验码不符，可能有一位数字写错，或相邻两位写反了，请再核对一遍。")
    return Number(shape[1], _day(shape[2]), _sequence(shape[3]))


def canonical(text: str) -> str:
    """Return the one written form of a typed ticket number; raises ValueError as `parse` does."""
    return compose(*parse(text))


def _plain(text: str) -> str:
    """Leave ASCII digits and single hyphens of what was typed; copied text brings invisible marks along."""
    visible = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return _DASHES.sub("-", "".join(visible).translate(_DIGITS))


def _day(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError("工单号中的日期不存在，请核对后再输入。") from None


def _sequence(digits: str) -> int:
    if int(digits) == 0:
        raise ValueError("工单号中的顺序号不能是 0，请核对后再输入。")
    return int(digits)
