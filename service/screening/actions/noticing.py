"""What staff put up for everybody, a station or a post, names nobody, nor does what a handler writes for strangers: who
writes it sees how it would read without."""

from __future__ import annotations

from collections.abc import Callable

from service.core.errors import Invalid
from service.screening import labels
from service.screening.persons import Found, Kind, found_in, in_a_notice, masked


def flaw_of_notice(text: str | None) -> str | None:
    """Why a text cannot stand in public, in words and with how it could; None when it can."""
    return _flaw(text or "", in_a_notice)


def _flaw(text: str, look: Callable[[str], list[Found]]) -> str | None:
    found = look(text)
    if not found:
        return None
    what = "、".join(dict.fromkeys(labels.FOUND[one.kind] for one in found))
    return f"里面像是有{what}，大家都看得到，请改成：{masked(text, found)}"


def must_name_nobody(**texts: str | None) -> None:
    """Refuse texts in which persons stand, each with its flaw. Raises Invalid `persons_left`."""
    _must(texts, in_a_notice)


def must_point_at_nobody(**texts: str | None) -> None:
    """The same of what is said about one resident's matter: there a door is his. Raises Invalid `persons_left`."""
    _must(texts, lambda text: [one for one in found_in(text) if one.kind is not Kind.LANDLINE])


def _must(texts: dict[str, str | None], look: Callable[[str], list[Found]]) -> None:
    if fields := {name: [flaw] for name, text in texts.items() if (flaw := _flaw(text or "", look))}:
        raise Invalid(code="persons_left", fields=fields)
