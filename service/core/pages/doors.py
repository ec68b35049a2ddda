"""Doors of pages: anybody may look, or somebody who has signed in; who may do the thing is asked in the action."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import g

from service.core.errors import Unauthorized
from service.core.pages.visits import recognise

SIGN_IN_FIRST = "sign_in_first"


def declared(view: Callable, wrapper: Callable, **said) -> Callable:
    """Let the wrapper say what the view said of itself, and more."""
    wrapper.declares = getattr(view, "declares", {}) | said
    return wrapper


def anybody(view: Callable) -> Callable:
    """For everybody; who has signed in is known."""
    @wraps(view)
    def door(*args, **kw):
        recognise()
        return view(*args, **kw)
    return declared(view, door, door="anybody")


def somebody(view: Callable) -> Callable:
    """Only for who has signed in. Everybody else is led to the page where one does, and back again."""
    @wraps(view)
    def door(*args, **kw):
        recognise()
        if g.get("me") is None:
            raise Unauthorized("请先登录。", code=SIGN_IN_FIRST)
        return view(*args, **kw)
    return declared(view, door, door="somebody")
