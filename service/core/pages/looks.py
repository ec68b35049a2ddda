"""How pages look on one device: light or dark, normal or large type, kept in cookies that say nothing of a person."""

from __future__ import annotations

from flask import Response, current_app, redirect, request

from service.core.pages.visits import here

CHOICES = {"theme": ("auto", "light", "dark"), "size": ("normal", "large")}
A_YEAR = 31_536_000


def look() -> dict[str, str]:
    """What was chosen on this device: `theme` and `size`, each only when it was."""
    return {name: request.cookies[name] for name, known in CHOICES.items() if request.cookies.get(name) in known}


def choose() -> Response:
    """Keep what the form chose, and show the page it stands on again."""
    answer = redirect(here(), 303)
    for name, known in CHOICES.items():
        if request.form.get(name) in known:
            answer.set_cookie(name, request.form[name], max_age=A_YEAR, samesite="Lax", httponly=True,
                              secure=current_app.config["SESSION_COOKIE_SECURE"])
    return answer
