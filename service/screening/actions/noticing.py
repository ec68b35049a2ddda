"""What staff put up for everybody, a station or a post, names nobody: who writes it sees how it would read without."""

from __future__ import annotations

from service.core.errors import Invalid
from service.screening import labels
from service.screening.persons import in_a_notice, masked


def flaw_of_notice(text: str | None) -> str | None:
    """Why a text cannot stand in public, in words and with how it could; None when it can."""
    found = in_a_notice(text or "")
    if not found:
        return None
    what = "、".join(dict.fromkeys(labels.FOUND[one.kind] for one in found))
    return f"里面像是有{what}，大家都看得到，请改成：{masked(text, found)}"


def must_name_nobody(**texts: str | None) -> None:
    """Refuse texts in which persons stand, each with its flaw. Raises Invalid `persons_left`."""
    if fields := {name: [flaw] for name, text in texts.items() if (flaw := flaw_of_notice(text))}:
        raise Invalid(code="persons_left", fields=fields)
