"""What people type: which strings are accepted, and how names and phones are masked."""

from __future__ import annotations

import re
import unicodedata

import marshmallow as ma

PHONE = re.compile(r"^(\+86)?1[3-9]\d{9}$|^0\d{2,3}-?\d{7,8}$|^\d{7,8}$")
INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
BLANK = re.compile("[\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")  # by other names
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turns the rest of the sentence a name stands in around


def flaw(value: str, longest: int, *, shortest: int = 1, one_line: bool = False) -> str | None:
    """Why a text cannot be taken, as a Chinese sentence; None when it can. Lengths are of the trimmed text."""
    if "\x00" in value:
        return "含有不能保存的字符（NUL），请删除后再提交。"
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "含有残缺的字符，请重新输入。"
    trimmed = value.strip()
    if shortest and not any(unicodedata.category(character) not in INVISIBLE for character in BLANK.sub("", trimmed)):
        return "请填写内容。"
    if one_line and ("\n" in trimmed or "\r" in trimmed):
        return "这里只能填一行。"
    if one_line and TURNING.search(trimmed):
        return "含有看不见的控制字符，请重新输入。"
    if len(trimmed) > longest:
        return f"最多 {longest} 个字，现在有 {len(trimmed)} 个字。"
    return None


class Text(ma.fields.String):
    """A text a person typed: kept exactly as it came, refused when it cannot be kept."""

    def __init__(self, longest: int, *, shortest: int = 1, one_line: bool = False, **kw):
        self.longest, self.shortest, self.one_line = longest, shortest, one_line
        kw.setdefault("metadata", {}).update({"minLength": shortest, "maxLength": longest})
        super().__init__(**kw)

    def _deserialize(self, value, attr, data, **kw):
        if not isinstance(value, str):
            raise ma.ValidationError("应当是文字。")
        reason = flaw(value, self.longest, shortest=self.shortest, one_line=self.one_line)
        if reason:
            raise ma.ValidationError(reason)
        return value


class Line(Text):
    """One line of text, such as a name."""

    def __init__(self, longest: int, **kw):
        super().__init__(longest, one_line=True, **kw)


class Phone(ma.fields.String):
    """A mainland phone number: mobile or landline; blanks and dashes between digits are dropped."""

    def _deserialize(self, value, attr, data, **kw):
        text = re.sub(r"[ \-]", "", value) if isinstance(value, str) else ""
        if not PHONE.match(text) or not text.isascii():
            raise ma.ValidationError("电话号码不正确。")
        return text.removeprefix("+86")


def mask_name(name: str | None) -> str | None:
    """`王小明` → `王*`: the first character only."""
    return f"{name.strip()[:1]}*" if name and name.strip() else None


def mask_phone(phone: str | None) -> str | None:
    """`13812341234` → `138****1234`; short numbers show the last two digits only."""
    if not phone:
        return None
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}"
