"""A message in the words of a WeChat subscribe template, whose values are short and never empty."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from flask import current_app

from service.core import clock

LONGEST_THING = 20
LONGEST_CHARACTER_STRING = 32
INBOX_PAGE = "pages/inbox/index"
NAMES = ("progress", "answer", "task", "activity")
FIELDS = {"title": "thing1", "body": "thing2", "subject": "character_string3", "at": "time4"}


@dataclass(frozen=True, slots=True)
class Template:
    """One subscribe template (订阅消息模板) of the app: our `name`, the platform's `id`, what its fields are called."""

    name: str
    id: str
    long_term: bool = False
    fields: dict[str, str] = field(default_factory=lambda: dict(FIELDS))


def known() -> tuple[Template, ...]:
    """Every template of ours as WECHAT_TEMPLATES says; one it does not name goes by its own name."""
    said = current_app.config["WECHAT_TEMPLATES"]
    return tuple(Template(name, **{"id": name} | said.get(name, {})) for name in NAMES)


def named(name: str) -> Template:
    """The template of this name of ours. Raises KeyError."""
    return {template.name: template for template in known()}[name]


def with_id(template_id: str) -> Template | None:
    """The template the platform calls this, None when it is none of ours."""
    return next((template for template in known() if template.id == template_id), None)


def data(title: str, body: str, subject: str | None, created_at: datetime) -> dict[str, str]:
    """The fields every template of ours has: thing1 title, thing2 body, character_string3 subject, time4.

    Limits of WeChat's subscribe messages: a longer value, an empty one or a line break fails (47003).
    """
    return {"thing1": thing(title), "thing2": thing(body), "character_string3": character_string(subject),
            "time4": clock.local(created_at).strftime("%Y年%m月%d日 %H:%M")}


def page(subject: str | None, dedupe_key: str) -> str:
    """The mini-program page it opens; by `message` the receiver knows a second delivery of the same."""
    said = {"message": dedupe_key} | ({"subject": subject} if subject else {})
    return f"{INBOX_PAGE}?{urlencode(said)}"


def thing(text: str) -> str:
    """At most 20 characters on one line, cut at 19 and …; "-" for nothing."""
    line = " ".join(text.split())
    return (line if len(line) <= LONGEST_THING else line[:LONGEST_THING - 1] + "…") or "-"


def character_string(text: str | None) -> str:
    """At most 32 visible ASCII characters; "-" for nothing."""
    return re.sub(r"[^\x21-\x7e]", "", text or "")[:LONGEST_CHARACTER_STRING] or "-"
