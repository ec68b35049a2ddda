"""Doors: every route says who may come in at all; who may do the thing is asked in the action.

Whoever has come in to write is counted here, unless the route says what it counts as itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from flask import current_app, g, request

from service.core.errors import NotFound, Unauthorized
from service.core.http.describing import described
from service.core.http.limits import count_act, counts_by_itself
from service.core.http.matching import compares, for_no_version

BEARER = [{"bearer": []}]


def bearer() -> str:
    """The token of the Authorization header. Raises Unauthorized when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized()
    return token.strip()


def let_in() -> None:
    """Know who asks. Raises Unauthorized."""
    g.me = current_app.extensions["doorkeeper"](bearer())


def _behind(view: Callable) -> Callable:
    """The view behind its door: what writes counts as an act, unless it counts by itself, and keeps to `If-Match`."""
    counts, act = counts_by_itself(view), view if compares(view) else partial(for_no_version, view)

    def entered(*args, **kw):
        if not counts:
            count_act()
        return act(*args, **kw)
    return entered


def signed_in(view: Callable) -> Callable:
    """Only for the signed-in: the session lives, grants are read afresh."""
    entered = _behind(view)

    @wraps(view)
    def door(*args, **kw):
        let_in()
        return entered(*args, **kw)
    described(view, door, "manual_doc", security=list(BEARER))
    door.declares["door"] = "signed_in"
    return door


def perhaps_signed_in(view: Callable) -> Callable:
    """For everybody; who brings a token is known, and a bad token is refused rather than ignored.

    A thing that not everybody may see is the same to a stranger as one that is not there: he is asked to sign in.
    """
    entered = _behind(view)

    @wraps(view)
    def door(*args, **kw):
        if "Authorization" in request.headers:
            let_in()
            return entered(*args, **kw)
        try:
            return entered(*args, **kw)
        except NotFound as unseen:
            raise Unauthorized() if request.view_args else unseen from None
    described(view, door, "manual_doc", security=[{}, *BEARER])
    door.declares["door"] = "perhaps_signed_in"
    return door


def open_to_all(view: Callable) -> Callable:
    """For everybody, nobody is recognised."""
    entered = _behind(view)

    @wraps(view)
    def door(*args, **kw):
        return entered(*args, **kw)
    described(view, door, "manual_doc", security=[])
    door.declares["door"] = "open_to_all"
    return door


def me():
    """The signed-in person behind this request (an Actor). Only below a `signed_in` door."""
    return g.me


def someone():
    """The person behind this request, or None for an unknown visitor."""
    return g.get("me")
