"""Rate limits per account, per code and per address; an address is generous, a mobile carrier hides thousands."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from flask import current_app, g, request
from flask_limiter import Limiter
from limits import parse

from service.core.errors import TooMany
from service.core.http.describing import described


def address() -> str:
    """The address the request comes from (behind a trusted proxy: the client's, see TRUSTED_PROXIES)."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=address)
_parsed: dict[str, object] = {}


def _spend(scope: str, kind: str, identity: str) -> None:
    limit = current_app.config["RATE_LIMITS"].get(f"{scope}.{kind}")
    if not limit:
        return
    item = _parsed.get(limit) or _parsed.setdefault(limit, parse(limit))
    if not limiter.limiter.hit(item, scope, kind, identity):
        reset = limiter.limiter.get_window_stats(item, scope, kind, identity).reset_time
        raise TooMany(headers={"Retry-After": str(max(1, int(reset - time.time()) + 1))})


def limited(scope: str, per: tuple[str, ...] = ("account", "address")) -> Callable:
    """Count this call against the limits `scope.account`, `scope.address` and `scope.<argument>` of the
    configuration, before the work is done. Raises TooMany (429) with Retry-After."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def counted(*args, **kw):
            if current_app.config["RATE_LIMITS_ENABLED"]:
                identities = {"account": str(g.me.account_id) if g.get("me") else None, "address": address()}
                for kind in per:
                    identity = identities.get(kind, kw.get(kind))
                    if identity:
                        _spend(scope, kind, str(identity))
            return view(*args, **kw)
        return described(view, counted, "manual_doc")
    return decorate
