"""What goes out as a page: a template filled with what the view found, under headers that let nothing foreign in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, g, make_response, render_template

from service.core.pages.doors import declared

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                               "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # the guard of forms asks where a form came from
    "Cache-Control": "private, no-store",
    "Vary": "Cookie",
}


def page(template: str, status: int = 200, **found) -> Response:
    """The page of a template."""
    response = make_response(render_template(template, **found), status)
    response.headers.update(HEADERS)
    return response


def shows(template: str, *, may_ask_position: bool = False) -> Callable:
    """The view finds what is shown (a dict, or None for nothing) and this template shows it; an answer that is ready,
    as a file, goes out as it is. After a refusal the page says what was wrong, with the status of the refusal. Where
    somebody is, only a page that `may_ask_position` can ask his browser, which asks him."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            found = view(*args, **kw)
            if isinstance(found, Response):
                return found
            problem = g.get("problem")
            response = page(template, problem.status if problem else 200, **(found or {}))
            response.headers.update(problem.headers if problem else {})
            if may_ask_position:
                response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
            return response
        return declared(view, wrapper, shows=template)
    return decorate
