"""One order of refusals for every act on a row: not to be seen (404), changed since (412), the wrong moment (409), not
his to do (403). What a body says is looked at after all of them (422), see core.http.parsing."""

from __future__ import annotations

from collections.abc import Container

from service.core.errors import Forbidden, Problem, Stale

Seen = int | Container[int] | None
"""The version somebody saw, one of several it may be, or None: he says nothing of it."""


class AnyVersion:
    """`If-Match: *`: whichever it is, as long as there is one (RFC 9110, section 13.1.1)."""

    def __contains__(self, version: int) -> bool:
        return version > 0


def check_version(row, seen: Seen, wrong: Problem | None = None) -> None:
    """Raises Stale when the caller saw another version; of what is not there yet (None) it is 0. With it goes what is
    `wrong` with the moment besides: who claims too late hears who was first, whatever version he saw."""
    if seen is None:
        return
    version = row.version if row is not None else 0
    if version not in ((seen,) if isinstance(seen, int) else seen):
        raise Stale(wrong and wrong.detail, **(wrong.extra if wrong else {}), version=version)


def refuse_in_order(row, *, may: bool, seen: Seen = None, wrong: Problem | None = None,
                    forbidden: Forbidden | None = None) -> None:
    """Let an act on a row go on that the person sees: unchanged, at the right moment, by who may.

    `wrong` is what is wrong with the moment, None when it is right. Raises Stale, `wrong`, `forbidden` (Forbidden).
    """
    check_version(row, seen, wrong)
    if wrong is not None:
        raise wrong
    if not may:
        raise forbidden or Forbidden()
