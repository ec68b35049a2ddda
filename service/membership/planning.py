"""Reads the rows of a unit's list: what each one says, or what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import marshmallow as ma

from service.core.keys import blind_indexes
from service.core.text import Phone, flaw
from service.membership.catalogue import SERVICE_WORDS, SKILL_WORDS, Service, Skill
from service.membership.columns import Sheet
from service.organization.models import COMMUNITY_DEPTH, DEPTH

LONGEST_NAME = 64
BETWEEN = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One member of a list: who, where, offering what; `indexes` find his phone under every key it may be filed."""

    number: int
    name: str
    phone: str
    indexes: tuple[str, ...]
    place_id: int
    place_name: str
    skills: tuple[Skill, ...]
    services: tuple[Service, ...]

    @property
    def index(self) -> str:
        """The present index of the phone."""
        return self.indexes[0]

    @property
    def sentence(self) -> str:
        """What it adds, for the person."""
        return f"{self.name} → {self.place_name}"


def lines_of(sheet: Sheet, sites: dict) -> list[Line]:
    """The sound lines; what is wrong with the others is noted in the sheet. `sites` are the known places by code."""
    first: dict[str, int] = {}
    return [line for number, values in sheet.rows if (line := _line(sheet, number, values, sites, first))]


def _line(sheet: Sheet, number: int, values: dict[str, str], sites: dict, first: dict[str, int]) -> Line | None:
    name, phone = _name(sheet, number, values["name"]), _phone(sheet, number, values["phone"])
    if phone is not None and first.setdefault(phone, number) != number:
        sheet.refuse(number, "phone", f"和第 {first[phone]} 行重复")
    site = sites.get(values["place_code"])
    if site is None:
        sheet.refuse(number, "place_code", "没有这个地点" if values["place_code"] else "没有填写")
    elif DEPTH[site.level] < COMMUNITY_DEPTH:
        sheet.refuse(number, "place_code", "要填到社区（村）、小区（院落）或楼栋")
    skills = _words(sheet, number, "skills", values["skills"], SKILL_WORDS)
    services = _words(sheet, number, "services", values["services"], SERVICE_WORDS)
    if any((number, column) in sheet.flaws for column in values):
        return None
    return Line(number, name, phone, tuple(blind_indexes(phone, "phone")), site.id, site.name, skills, services)


def _name(sheet: Sheet, number: int, value: str) -> str:
    reason = flaw(value, LONGEST_NAME, one_line=True)
    if reason:
        sheet.refuse(number, "name", "没有填写" if not value else reason.rstrip("。"))
    return value.strip()


def _phone(sheet: Sheet, number: int, value: str) -> str | None:
    try:
        return Phone().deserialize(value)
    except ma.ValidationError:
        sheet.refuse(number, "phone", "电话号码不正确" if value else "没有填写")
        return None


def _words(sheet: Sheet, number: int, column: str, value: str, words: dict) -> tuple:
    found = []
    for word in filter(None, BETWEEN.split(value)):
        if word not in words:
            sheet.refuse(number, column, f"不认识“{word[:20]}”，可填：{'、'.join(list(words)[:len(words) // 2])}")
        else:
            found.append(words[word])
    return tuple(dict.fromkeys(found))
