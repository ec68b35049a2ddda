"""Rate limits per account, per code and per address; an address is generous, a mobile carrier hides thousands.

Whatever writes is counted: its door does so by itself (`act`), `limited` says what it counts as instead, and
`unlimited` why it is not counted at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps

from flask import Flask, current_app, g, request
from limits import RateLimitItem, parse_many

from service.core.errors import TooMany
from service.core.http.counting import Counts
from service.core.http.describing import SAFE, described


@cache
def parts(limit: str) -> tuple[RateLimitItem, ...]:
    """Every part of a limit such as `60/minute;600/day`, the shortest window first.

    Raises ValueError for what is none, and for a part that lets nothing through.
    """
    found = sorted(parse_many(limit), key=lambda part: part.get_expiry())
    if not all(part.amount for part in found):
        raise ValueError("a limit lets at least one through")
    return tuple(found)


def check(limits: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Raises ValueError naming a limit that could never apply: unknown by name, or not to be read."""
    for name, limit in limits.items():
        if name not in known:
            raise ValueError(f"RATE_LIMITS: there is no limit {name}; the names are {', '.join(sorted(known))}")
        try:
            parts(limit)
        except (ValueError, TypeError):
            raise ValueError(f"RATE_LIMITS: {name} is {limit!r}; a limit is written as 60/minute;600/day") from None


def address() -> str:
    """The address the request comes from (behind a trusted proxy: the client's, see TRUSTED_PROXIES)."""
    return request.remote_addr or "unknown"


def spend(scope: str, kind: str, identity: str, cost: int = 1) -> None:
    """Count against every part of the limit `scope.kind`. Raises TooMany with the seconds to wait."""
    limit = current_app.config["RATE_LIMITS"].get(f"{scope}.{kind}")
    for part in parts(limit) if limit else ():
        seconds = current_app.extensions["limits"].hit(part, f"{scope}.{kind}:{identity}", cost)
        if seconds:
            raise TooMany(headers={"Retry-After": str(seconds)})


def _account() -> str | None:
    return str(g.me.account_id) if g.get("me") else None


def counts_by_itself(view: Callable) -> bool:
    """Whether the view says what it counts as, or why it does not."""
    return not {"limits", "unlimited"}.isdisjoint(getattr(view, "declares", {}))


def count_act() -> None:
    """Count a call that writes as an act of its person, or of its address where nobody is known. Raises TooMany."""
    if current_app.config["RATE_LIMITS_ENABLED"] and request.method not in SAFE:
        account = _account()
        spend("act", "account" if account else "address", account or address())


def limited(scope: str, per: tuple[str, ...] = ("account", "address"), *, each_file: bool = False) -> Callable:
    """Count this call against the limits `scope.account`, `scope.address` and `scope.<argument>` of the configuration,
    before the work is done; with `each_file` as often as it brings files. Raises TooMany (429) with Retry-After."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def counted(*args, **kw):
            if current_app.config["RATE_LIMITS_ENABLED"]:
                identities = {"account": _account(), "address": address()}
                cost = _files() if each_file else 1
                for kind in per:
                    identity = identities.get(kind, kw.get(kind))
                    if identity:
                        spend(scope, kind, str(identity), cost)
            return view(*args, **kw)
        described(view, counted, "manual_doc")
        counted.declares["limits"] = {*counted.declares.get("limits", ()), *(f"{scope}.{kind}" for kind in per)}
        return counted
    return decorate


def _files() -> int:
    return max(1, sum(bool(file.filename) for _name, file in request.files.items(multi=True)))


def unlimited(why: str) -> Callable:
    """This route writes and is not counted, and this is why."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def uncounted(*args, **kw):
            return view(*args, **kw)
        described(view, uncounted, "manual_doc")
        uncounted.declares["unlimited"] = why
        return uncounted
    return decorate


def init_app(app: Flask, known: Mapping[str, str]) -> None:
    """Count from now on. Raises ValueError for a limit that cannot be kept."""
    check(app.config["RATE_LIMITS"], known)
    app.extensions["limits"] = Counts(app.config["LIMITS_URL"])
