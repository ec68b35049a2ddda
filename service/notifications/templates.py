"""Messages in the words of WeChat's subscribe templates: which there are, and what is filled into their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import current_app

from service.core import clock
from service.notifications.fitting import fitted, kind_of

INBOX_PAGE = "pages/inbox/index"
NAMES = ("progress", "answer", "task", "activity")
FIELDS = {"title": "thing1", "body": "thing2", "subject": "character_string3", "at": "time4"}
TEXTS = ("thing", "phrase", "name")
FITTING = {"title": TEXTS, "body": TEXTS, "subject": ("character_string", "number", "letter", "thing"),
           "at": ("time", "date", "thing")}
"""Which types of field each part of a message may go into: any other would always be empty."""


@dataclass(frozen=True, slots=True)
class Template:
    """One subscribe template (订阅消息模板) of the app: our `name`, the platform's `id`, what its fields are called."""

    name: str
    id: str
    long_term: bool = False
    fields: dict[str, str] = field(default_factory=lambda: dict(FIELDS))


def known() -> tuple[Template, ...]:
    """Every template we can send by, as WECHAT_TEMPLATES says.

    One it does not name goes by its own name, which only stand-ins of the platform take: in production there is none.
    """
    said, production = current_app.config["WECHAT_TEMPLATES"], current_app.config["PRODUCTION"]
    return tuple(Template(name, **{"id": name} | said.get(name, {})) for name in NAMES
                 if name in said or not production)


def with_id(template_id: str) -> Template | None:
    """The template the platform calls this, None when it is none of ours."""
    return next((template for template in known() if template.id == template_id), None)


def check(said: object) -> None:
    """Raises ValueError, naming what is wrong, for a WECHAT_TEMPLATES nothing could be sent by."""
    for name, parts in _named_in(said, NAMES, "WECHAT_TEMPLATES"):
        where = f"WECHAT_TEMPLATES.{name}"
        given = dict(_named_in(parts, ("id", "long_term", "fields"), where))
        if not isinstance(given.get("id"), str) or not given["id"].strip():
            raise ValueError(f"{where}.id: the id of the template is missing")
        if not isinstance(given.get("long_term", False), bool):
            raise ValueError(f"{where}.long_term is true or false")
        if "fields" in given:
            _check_fields(given["fields"], f"{where}.fields")
    ids = [parts["id"] for parts in said.values()]
    if len(set(ids)) < len(ids):
        raise ValueError("WECHAT_TEMPLATES: two templates have the same id")


def _named_in(said: object, names: Sequence[str], where: str) -> list[tuple[str, object]]:
    if not isinstance(said, Mapping):
        raise ValueError(f"{where} is a JSON object")
    for name in said:
        if name not in names:
            raise ValueError(f"{where}: {name!r} is not known; there are {', '.join(names)}")
    return list(said.items())


def _check_fields(said: object, where: str) -> None:
    fields = _named_in(said, tuple(FITTING), where)
    for part, field_name in fields:
        if not isinstance(field_name, str):
            raise ValueError(f"{where}.{part} is the name of a field, such as {FIELDS[part]!r}")
        if kind_of(field_name) not in FITTING[part]:
            raise ValueError(f"{where}.{part}: a {part} does not go into {field_name!r}")
    if not fields or len({name for _, name in fields}) < len(fields):
        raise ValueError(f"{where}: at least one field, and each only once")


def data(template: Template, messages: Sequence[sa.Row]) -> dict[str, str]:
    """What is filled in for these messages (at least one, oldest first): of several, how many and what they are."""
    newest = messages[-1]
    # A matter without a number of its own is known by a word for us and its id: registration:7.
    number = (newest.subject or "").rpartition(":")[2] if len({one.subject for one in messages}) == 1 else ""
    said = {"title": newest.title, "body": newest.body, "subject": number,
            "at": f"{clock.local(newest.created_at):%Y年%m月%d日 %H:%M}"}
    if "subject" in template.fields:
        said["body"] = newest.body.removesuffix(f"（编号 {number}）")  # it has a field, and the body little room
    if len(messages) > 1:
        said["title"] = f"{len(messages)} 条新消息"
        said["body"] = "；".join(dict.fromkeys(message.title for message in reversed(messages)))
    return {field_name: fitted(field_name, said[part]) for part, field_name in template.fields.items()}


def page(messages: Sequence[sa.Row]) -> str:
    """The mini-program page it opens; by `message` the receiver knows a second delivery of the same."""
    said = {"message": messages[0].dedupe_key}
    subjects = {message.subject for message in messages}
    if len(subjects) == 1 and messages[0].subject:
        said["subject"] = messages[0].subject
    if len(messages) > 1:
        said["count"] = str(len(messages))
    return f"{INBOX_PAGE}?{urlencode(said)}"
