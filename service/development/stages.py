"""The five stages, how long each takes and what is due in it: the rules as data, decided on dates alone.

Source: 中国共产党发展党员工作细则 (General Office of the CPC Central Committee, 2014). Only what sets a date stands
here; what a branch examines, discusses and reports upwards is not ours to record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.core.days import months_after


class Stage(StrEnum):
    """入党申请人 → 入党积极分子 → 发展对象 → 预备党员 → 正式党员."""

    APPLICANT = "applicant"
    ACTIVIST = "activist"
    DEVELOPMENT_TARGET = "development_target"
    PROBATIONARY = "probationary"
    FULL = "full"


class Due(StrEnum):
    """What is due next: a talk (谈话), a half-yearly assessment (考察), the discussion at the end of probation."""

    TALK = "talk"
    ASSESSMENT = "assessment"
    DISCUSSION = "discussion"


class Ending(StrEnum):
    """Why somebody goes no further: of his own will, by decision of the branch, or elsewhere."""

    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    MOVED_AWAY = "moved_away"


class Reminder(StrEnum):
    """What is said before something is due, and when it is."""

    NEAR = "near"
    REACHED = "reached"


STAGE_NAMES = {Stage.APPLICANT: "入党申请人", Stage.ACTIVIST: "入党积极分子", Stage.DEVELOPMENT_TARGET: "发展对象",
               Stage.PROBATIONARY: "预备党员", Stage.FULL: "正式党员"}
DUE_NAMES = {Due.TALK: "谈话", Due.ASSESSMENT: "半年考察", Due.DISCUSSION: "转正讨论"}
ORDER = tuple(Stage)
DONE_BY_AND_BY = (Stage.APPLICANT, Stage.ACTIVIST)
"""What is due then is done without leaving the stage: a talk, an assessment."""
CONTACTS_FROM = Stage.ACTIVIST
"""One or two contact persons from here on: article 9."""
MOST_CONTACTS = 2
EXTENSION_MONTHS = (6, 12)
"""Probation may be extended once, by half a year at least and a year at most: article 32."""
WARN_BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one stage brings: what is due so many months after it began (`repeats`: and again after each time), and
    the months it takes at least before the next stage."""

    due: Due | None = None
    months: int = 0
    repeats: bool = False
    at_least: int = 0


RULES = {
    Stage.APPLICANT: Rule(Due.TALK, 1),                                       # article 7: within one month
    Stage.ACTIVIST: Rule(Due.ASSESSMENT, 6, repeats=True, at_least=12),       # articles 11 and 13
    Stage.DEVELOPMENT_TARGET: Rule(),
    Stage.PROBATIONARY: Rule(Due.DISCUSSION, 12, at_least=12),                # articles 31 and 32
    Stage.FULL: Rule(),
}


def next_of(stage: Stage) -> Stage | None:
    """The stage after this one; None after the last."""
    place = ORDER.index(stage) + 1
    return ORDER[place] if place < len(ORDER) else None


def due_after(stage: Stage, on: date) -> tuple[Due | None, date | None]:
    """What is due after the stage was reached on this day, and until when; (None, None) for nothing."""
    rule = RULES[stage]
    return rule.due, months_after(on, rule.months) if rule.due else None


def due_again(stage: Stage, on: date) -> tuple[Due | None, date | None]:
    """What is due after what was due has been done on this day."""
    return due_after(stage, on) if RULES[stage].repeats else (None, None)


def earliest(stage: Stage, on: date, probation_until: date | None = None) -> date:
    """The first day the next stage may be reached, by when this one was; an extended probation ends later."""
    return probation_until or months_after(on, RULES[stage].at_least)


def flaw(stage: Stage, reached_on: date, wanted: Stage, on: date, probation_until: date | None) -> tuple | None:
    """Why the wanted stage cannot be noted for this day, as (field, sentence); None when it can."""
    following = next_of(stage)
    if wanted is not following:
        return "stage", f"现在是{STAGE_NAMES[stage]}，下一步只能是{STAGE_NAMES[following]}，不能跳过或倒退。"
    first = earliest(stage, reached_on, probation_until)
    if on < reached_on:
        return "on", f"不能早于成为{STAGE_NAMES[stage]}的日期 {reached_on}。"
    if on < first:
        span = "预备期" if stage is Stage.PROBATIONARY else f"{STAGE_NAMES[stage]}的培养教育和考察"
        return "on", f"{span}要到 {first} 才满，不能更早。"
    return None


def extension_flaw(probation_until: date, until: date) -> str | None:
    """Why probation cannot be extended until this day; None when it can."""
    shortest, longest = (months_after(probation_until, months) for months in EXTENSION_MONTHS)
    if shortest <= until <= longest:
        return None
    return f"延长不能少于半年、不能超过一年，请选 {shortest} 到 {longest} 之间的日期。"


def schedule(candidate) -> list[tuple[date, Reminder]]:
    """The reminders ahead, earliest first. Needs only the candidate's own columns."""
    if candidate.ended_on is not None or candidate.next_due_on is None:
        return []
    events = [(candidate.next_due_on - WARN_BEFORE, Reminder.NEAR), (candidate.next_due_on, Reminder.REACHED)]
    return [event for event in events if candidate.reminded_on is None or event[0] > candidate.reminded_on]


def remind_on(candidate) -> date | None:
    """The day the timer must look next; None for never."""
    events = schedule(candidate)
    return events[0][0] if events else None


def to_say(candidate, today: date) -> Reminder | None:
    """What to say today: the latest of what is due, as a timer that was late need not say that it is near."""
    said = [reminder for day, reminder in schedule(candidate) if day <= today]
    return said[-1] if said else None
