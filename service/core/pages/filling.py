"""What comes in by a form: guarded, read by the schema the API uses, done once, and never lost when it is refused."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import wraps

import marshmallow as ma
from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import FileStorage

from service.core.errors import BadRequest, Problem, Stale, Unauthorized
from service.core.http.idempotency import KEY, only_once
from service.core.http.parsing import load
from service.core.pages.doors import declared
from service.core.pages.reading import data_of

guard = CSRFProtect()
WHOLE = re.compile(r"^\d{1,9}$")
NOT_SAID = ("_csrf", "_page")  # they differ between two tries of the same form


class FormExpired(BadRequest):
    """The form is not one this browser was given, or was given before it signed in."""

    code = "form_expired"
    detail = "页面放得太久了，请再点一次提交，您写的内容还在。"


def fills(schema_class: type[ma.Schema] | None = None, *, on: Callable,
          beforehand: Callable[[], dict] | None = None) -> Callable:
    """The view takes a form that stands on the page `on` (a view of this kind): as keyword arguments, by the schema
    the API uses for the same act. A refusal is shown on that page, with what was typed. With a `_once` key the form is
    done once, however often it is sent, in one transaction; work too slow for that (`beforehand`, such as cleaning the
    pictures that came along) gives further arguments before it begins. Stands below the door."""
    schema = schema_class() if schema_class else None
    asked = set(inspect.signature(inspect.unwrap(on)).parameters)

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            try:
                _guarded()
                said = load(schema, data_of(schema, request.form)) if schema else {}
                said |= beforehand() if beforehand else {}
                return _once(lambda: view(*args, **kw, **said))
            except Unauthorized as problem:
                if g.get("me") is None or problem.code in ("sign_in_first", "signed_out"):
                    raise  # a matter for the door
                g.problem = problem
            except Problem as problem:
                g.problem = problem
            return on(**{name: value for name, value in kw.items() if name in asked})
        return declared(view, wrapper, fills=schema_class or "nothing")
    return decorate


def _guarded() -> None:
    try:
        guard.protect()
    except CSRFError as error:
        raise FormExpired() from error


def _once(work: Callable[[], Response]) -> Response:
    key = request.form.get("_once")
    if g.get("me") is None or not key or not KEY.match(key):
        return work()
    said = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_SAID]
    files = [(name, file.filename) for name, file in request.files.items(multi=True)]
    whole = repr((request.method, request.path, sorted(said), files))
    return only_once(key, hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest(), work)


def leads_to(endpoint: str, says: str | None = None) -> Callable:
    """After the act, on to this page (303, RFC 9110 section 15.4.4), which says so once. What the view returns (a dict)
    and its own arguments fill the address of the page and the sentence; an answer that is ready goes out as it is."""
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            found = view(*args, **kw)
            if isinstance(found, Response):
                return found
            known = (request.view_args or {}) | (found or {})
            if says:
                flash(says.format(**known))
            parts = {name: value for name, value in known.items() if name in _arguments(endpoint) or name == "_anchor"}
            answer = redirect(url_for(endpoint, **parts), 303)
            answer.set_data("")
            return answer
        return declared(view, wrapper, leads_to=endpoint)
    return decorate


def _arguments(endpoint: str) -> set[str]:
    return {name for rule in current_app.url_map.iter_rules(endpoint) for name in rule.arguments}


def seen() -> int | None:
    """The version of what the page showed, from its hidden `_seen`; None when it says nothing.

    Raises Stale for what is no version.
    """
    text = request.form.get("_seen", "")
    if not text:
        return None
    if not WHOLE.match(text):
        raise Stale()
    return int(text)


def brought(name: str) -> list[FileStorage]:
    """The files of a form under this name, those that were chosen."""
    return [file for file in request.files.getlist(name) if file.filename]
