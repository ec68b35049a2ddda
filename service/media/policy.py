"""Who may see a picture: its owner while it is loose, then whoever may see what it hangs on."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from service.media.models import Photo

_ways: list[Callable[[object], dict[str, sa.Select]]] = []
_open_ways: list[Callable[[], dict[str, sa.Select]]] = []


def visible_through(way: Callable[[object], dict[str, sa.Select]]) -> None:
    """Let a later package say which of its things a person may see: `way(actor) -> {kind: select of ids}`."""
    if way not in _ways:
        _ways.append(way)


def open_through(way: Callable[[], dict[str, sa.Select]]) -> None:
    """Let a later package say which of its things everybody may see: `way() -> {kind: select of ids}`; of their
    pictures only the public ones are shown."""
    if way not in _open_ways:
        _open_ways.append(way)


def is_own_loose(by) -> sa.ColumnElement[bool]:
    """The pictures this Actor brought and has not used: his to see, to attach and to take back."""
    return sa.and_(Photo.owner_id == by.account_id, Photo.attached_to.is_(None))


def visible_to(by) -> sa.ColumnElement[bool]:
    """The pictures he may see (`by` is an Actor, None for a visitor)."""
    conditions = [sa.false()]
    if by is not None:
        conditions.append(is_own_loose(by))
    for way in _ways:
        conditions += [sa.and_(Photo.attached_to == kind, Photo.attached_id.in_(ids))
                       for kind, ids in way(by).items()]
    for way in _open_ways:
        conditions += [sa.and_(Photo.is_public, Photo.attached_to == kind, Photo.attached_id.in_(ids))
                       for kind, ids in way().items()]
    return sa.or_(*conditions)
