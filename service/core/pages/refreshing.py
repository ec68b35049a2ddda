"""A part of a page that a browser asks for again and again: nothing is sent as long as it would be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from flask import Response, request

from service.core.pages.doors import declared
from service.core.pages.showing import page


def refreshes(template: str) -> Callable:
    """The view finds what the part shows, and this template shows it; with the tag (`ETag`) of what the browser has
    already, the answer is 304 and empty. The template holds nothing that differs by itself, such as the secret of a
    form: a script knows it from the page."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw) -> Response:
            answer = page(template, **(view(*args, **kw) or {}))
            answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
            return answer.make_conditional(request)
        return declared(view, wrapper, shows=template)
    return decorate
