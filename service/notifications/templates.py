"""A message in the words of a WeChat subscribe template, whose values are short and never empty."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlencode

from service.core import clock

LONGEST_THING = 20
LONGEST_CHARACTER_STRING = 32
INBOX_PAGE = "pages/inbox/index"


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
