"""Refusals as a browser shows them, and all that pages need to work."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from service.core.errors import Problem, TooLarge
from service.core.pages import assets, looks, visits
from service.core.pages.doors import SIGN_IN_FIRST
from service.core.pages.filling import guard
from service.core.pages.showing import page
from service.core.pages.telling import asked_by_script

NOT_PAGES = ("/api", "/health", "/metrics", "/assets")


def init_app(app: Flask, *, files: dict[str, list[Path]], sign_in: str, door: Callable[[], dict],
             doorkeeper: Callable, prolonger: Callable) -> None:
    """Let the application show pages: with these files, the endpoint of the page to sign in at, what that page shows
    (`door()`), who knows whom (`doorkeeper(sign_in_id, account_id)` gives the Actor of a living session, or raises
    Unauthorized), and who lets a session that is used live on (`prolonger(by=actor)`)."""
    app.extensions.update(page_doorkeeper=doorkeeper, page_prolonger=prolonger, page_to_sign_in=sign_in,
                          page_door=door, problem_page=refused)
    visits.init_app(app)
    assets.init_app(app, files)
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_FIELD_NAME="_csrf", WTF_CSRF_TIME_LIMIT=None,
                      WTF_CSRF_HEADERS=["X-CSRF-Token"])
    guard.init_app(app)
    app.context_processor(_known)
    app.before_request(_look_at_form)


def _look_at_form() -> None:
    """Let a form with many files in, where its view says so. What another site wrote into one is not even shown: on our
    page, with our secret, beside a button, it would look like one's own words."""
    declares = getattr(current_app.view_functions.get(request.endpoint or ""), "declares", {})
    if request.method == "POST" and "fills" in declares and visits.from_elsewhere():
        _forget_form()
    megabytes = declares.get("megabytes")
    if megabytes:
        request.max_content_length = megabytes * 1024 * 1024


def _with_readable_form(problem: Problem) -> Problem:
    """The refusal; where the form is too large to be read, that: every further look at it would fail again."""
    try:
        request.form.get("_form")
    except RequestEntityTooLarge:
        _forget_form()
        return TooLarge()
    return problem


def _forget_form() -> None:
    vars(request).update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
    g.forgotten = True


def _known() -> dict:
    """What every page knows: who looks and what for, what went wrong, what was typed, and how it is to look."""
    problem, me = g.get("problem"), g.get("me")
    held = {grant.role for grant in me.grants} if me else set()
    return {
        "me": me, "holds": lambda *roles: not held.isdisjoint(roles), "look": looks.look(), "here": visits.here(),
        "problem": problem, "typed": request.form if problem else {},
        "was_sent": lambda form: problem is not None and request.form.get("_form") == form,
        "flaws": (problem.extra.get("fields") or {}) if problem else {},
        "carried": visits.carried, "csrf": generate_csrf, "once": lambda: secrets.token_urlsafe(16),
    }


def refused(problem: Problem) -> Response | None:
    """A refusal as a page; None where no page was asked for. A stranger is led to the page to sign in at: with what he
    typed when it was a form, and back again. There he also hears why signing in has failed."""
    if request.path.startswith(NOT_PAGES) or asked_by_script():
        return None
    problem = g.problem = _with_readable_form(problem)
    if problem.status == 401 and request.method != "POST" and problem.code == SIGN_IN_FIRST:
        return redirect(url_for(current_app.extensions["page_to_sign_in"], next=visits.here()), 303)
    if problem.status == 401:
        return page("sign_in.html", 401, next=visits.onward(), **current_app.extensions["page_door"]())
    answer = page("problem.html", problem.status)
    answer.headers.update(problem.headers)
    return answer
