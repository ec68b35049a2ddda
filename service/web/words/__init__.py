"""The words a person reads for what the code calls by an identifier, and how moments are written."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from service.core import clock
from service.web.words import admin, courtyard, desk, figures, matters, running
from service.web.words.typed import as_typed

WORDS = matters.WORDS | desk.WORDS | courtyard.WORDS | figures.WORDS | admin.WORDS | running.WORDS
"""By kind: `{{ ticket.state|word("state") }}` looks in `WORDS["state"]`."""
WEEKDAYS = "一二三四五六日"


def word(identifier: object, kind: str) -> str:
    """What people call it: `{{ ticket.state|word("state") }}`; the identifier itself where there is no word."""
    return WORDS[kind].get(identifier, str(identifier or ""))


def moment(given: datetime | str | None) -> str:
    """`11月22日 15:01`, with the year when it is another one; of an aware moment or its ISO text."""
    if not given:
        return ""
    here = clock.local(datetime.fromisoformat(given) if isinstance(given, str) else given)
    year = "" if here.year == clock.local(clock.now()).year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def stamp(given: datetime | str) -> str:
    """A moment as programs read it in `<time datetime>`, to the second."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    return at.isoformat(timespec="seconds")


def day(given: date | datetime | str | None) -> str:
    """`11月22日（周日）`, with the year when it is another one; a moment is taken by its local day."""
    if not given:
        return ""
    if isinstance(given, str):
        given = datetime.fromisoformat(given) if "T" in given else date.fromisoformat(given)
    if isinstance(given, datetime):
        given = clock.local(given).date()
    year = "" if given.year == clock.local(clock.now()).year else f"{given.year}年"
    return f"{year}{given.month}月{given.day}日（周{WEEKDAYS[given.weekday()]}）"


def span(given: datetime | str) -> str:
    """How far a moment is from now, in words a person would use: `还有 3 小时`, `已超过 2 天`."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    seconds = (at - clock.now()).total_seconds()
    minutes = int(abs(seconds) // 60)
    size = f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时" if minutes < 2880 else f"{minutes // 1440} 天"
    return f"还有 {size}" if seconds >= 0 else f"已超过 {size}"


def pairs(rows: list[dict], value: str, name: str) -> list[tuple]:
    """`(value, words)` of rows, as the choices of a form want them."""
    return [(row[value], row[name]) for row in rows]


def wall(given: datetime | str | None) -> str:
    """A moment as a form's field for it wants it: `2026-11-22T15:01` on the clock on the wall."""
    if not given:
        return ""
    return f"{clock.local(datetime.fromisoformat(given) if isinstance(given, str) else given):%Y-%m-%dT%H:%M}"


def in_words(value: object) -> str:
    """A detail of the audit log as one reads it."""
    if isinstance(value, dict):
        return "，".join(f"{word(name, 'detail')} {in_words(inner)}" for name, inner in value.items()
                        if inner not in (None, [], {})) or "没有"
    if isinstance(value, list):
        return "、".join(map(in_words, value)) or "没有"
    if value is None or isinstance(value, bool):
        return {None: "没有", True: "是", False: "否"}[value]
    kinds = ("role", "queue", "level", "urgency", "value")
    return next((WORDS[kind][value] for kind in kinds if value in WORDS[kind]), str(value))


def subject(written: str) -> str:
    """What an entry of the audit log is about: 导出的表 审计日志 for `list:audit`; a ticket's number stays."""
    kind, _, rest = written.partition(":")
    if kind not in WORDS["subject"]:
        return written
    about = word(rest, "export") if kind == "list" else rest
    return f"{word(kind, 'subject')} {about}".rstrip()


def init_app(app: Flask) -> None:
    """Teach templates these words."""
    app.jinja_env.filters.update(word=word, moment=moment, stamp=stamp, day=day, span=span, pairs=pairs, wall=wall,
                                 in_words=in_words, as_typed=as_typed, subject=subject,
                                 rate_in_words=figures.rate_in_words, answers_in_words=figures.spoken_of_answers,
                                 rate_in_short=figures.rate_in_short, line_name=running.line_name)
    app.jinja_env.globals.update(words=WORDS, endpoints=app.view_functions)
