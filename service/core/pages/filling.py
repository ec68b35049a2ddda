"""What comes in by a form: guarded, read by the schema the API uses, done once, and never lost when it is refused."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import partial, wraps

import marshmallow as ma
from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import FileStorage

from service.core.errors import BadRequest, Invalid, Problem, Stale, TooMany, Unauthorized, WrongMoment
from service.core.http.idempotency import KEY, answered, fingerprint, only_once
from service.core.http.limits import count_act, counts_by_itself
from service.core.http.parsing import said_to
from service.core.pages.doors import SIGN_IN_FIRST, declared
from service.core.pages.reading import data_of
from service.core.pages.telling import asked_by_script, told

guard = CSRFProtect()
WHOLE = re.compile(r"^\d{1,9}$")
NOT_SAID = ("_csrf", "_page")  # they differ between two tries of the same form


class FormUsed(WrongMoment):
    """The form was done before with something else in it."""

    code = "form_used"
    detail = "这张表刚才已经提交成功了，请先看一看；如果是另一件事，再点一次提交。"


class FormExpired(BadRequest):
    """The form is not one this browser was given, or was given before it signed in."""

    code = "form_expired"
    detail = "页面放得太久了，请再点一次提交，您写的内容还在。"

    def __init__(self, by=None):
        """Sent by somebody who has signed in, it says who: another one may have written it in this browser."""
        who = f"现在登录的是{by.display_name}。" if by else ""
        super().__init__(f"{who}{self.detail}")


def fills(schema_class: type[ma.Schema] | None = None, *, on: Callable,
          beforehand: Callable[[], dict] | None = None, megabytes: int | None = None) -> Callable:
    """The view takes a form that stands on the page `on` (a view of this kind): as keyword arguments, by the schema
    the API uses for the same act. A refusal is shown on that page, with what was typed; a script is told it as JSON.
    With a `_once` key the form is done once, however often it is sent, in one transaction; work too slow for that
    (`beforehand`, such as cleaning the pictures that came along) gives further arguments before it begins, see `kept`.
    `megabytes`: how large it may be with its files, where that is more than elsewhere. Stands below the door."""
    schema = schema_class() if schema_class else None
    asked = set(inspect.signature(inspect.unwrap(on)).parameters)

    def decorate(view: Callable) -> Callable:
        answer = getattr(view, "declares", {})
        counts = counts_by_itself(view)
        keeps = "leads_to" in answer or answer.get("shows") == "application/json"  # never a page: it may tell anything

        @wraps(view)
        def wrapper(*args, **kw):
            try:
                _guarded()
                if not counts:
                    count_act()
                return told(_answered(schema, beforehand, _key() if keeps else None,
                                      lambda **said: view(*args, **kw, **said)))
            except Problem as problem:
                if asked_by_script() or _is_for_the_door(problem):
                    raise
                g.problem = problem
            return _shown_again(lambda: on(**{name: value for name, value in kw.items() if name in asked}))
        return declared(view, wrapper, fills=schema_class or "nothing", megabytes=megabytes)
    return decorate


def _shown_again(page: Callable[[], Response]) -> Response:
    """The page a refused form stands on; who may not see that either, and asks too often, hears that he does."""
    problem = g.problem
    try:
        return page()
    except Problem as unseen:
        raise problem if isinstance(problem, TooMany) else unseen from None


def _is_for_the_door(problem: Problem) -> bool:
    return isinstance(problem, Unauthorized) and (
        g.get("me") is None or problem.code in (SIGN_IN_FIRST, "signed_out"))


def _guarded() -> None:
    try:
        guard.protect()
    except CSRFError as error:
        raise FormExpired(by=g.get("me")) from error


def _key() -> str | None:
    key = request.form.get("_once")
    return key if g.get("me") is not None and key and KEY.fullmatch(key) else None


def _answered(schema: ma.Schema | None, beforehand: Callable[[], dict] | None, key: str | None,
              work: Callable) -> Response:
    """What the form gets for an answer: the kept one when it was answered already, without any work."""
    mark = _fingerprint() if key else []
    try:
        known = answered(key, mark) if key else None
        if known is not None:
            return known
        g.prepared = beforehand() if beforehand else {}
        act = partial(_done, schema, lambda **said: work(**said | g.prepared))
        return only_once(key, mark, act) if key else act()
    except Invalid as problem:
        raise FormUsed() if problem.code == "idempotency_key_reused" else problem from None


def _done(schema: ma.Schema | None, work: Callable) -> Response:
    return said_to(schema, lambda: data_of(schema, request.form), work) if schema else work()


def _fingerprint() -> list[str]:
    said = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_SAID]
    files = [(name, file.filename, _digest(file)) for name, file in request.files.items(multi=True)]
    whole = repr((request.method, request.path, sorted(said), files))
    return fingerprint(whole.encode("utf-8", "replace"))


def _digest(file: FileStorage) -> str:
    """What is in a file, for phones call every picture `image.jpg`; afterwards it is to be read from its start."""
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()
    file.stream.seek(0)
    return digest


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


def kept(*names: str) -> list[str]:
    """What a refused form said under these names, and what its `beforehand` has brought, so that the page which shows
    it again loses none of it; nothing for a page that is just opened."""
    if g.get("problem") is None or request.method != "POST":
        return []
    found = [value for name in names for value in [*request.form.getlist(name), *g.get("prepared", {}).get(name, [])]]
    return list(dict.fromkeys(found))
