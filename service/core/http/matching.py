"""`If-Match` as RFC 9110 (sections 8.8.3 and 13.1.1) has it: which versions of a thing a change is meant for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

from flask import request

from service.core.database import atomic
from service.core.errors import BadRequest, Forbidden, Invalid, Stale, WrongMoment
from service.core.http.describing import SAFE
from service.core.opening import AnyVersion, Seen

ELEMENT = re.compile(r'[ \t]*(?:(W/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|\Z)')  # one entity tag, or nothing
OURS = re.compile(r"v([1-9]\d{0,8}|0)")


def seen() -> Seen:
    """The versions the caller says it saw (`If-Match`), None when it says nothing.

    A tag that was never given and a weak one match nothing: the act is then refused as stale. Raises BadRequest for
    what is no list of entity tags.
    """
    text = request.headers.get("If-Match", "").strip()
    if not text:
        return None
    return AnyVersion() if text == "*" else _versions(text)


def compares(view: Callable) -> bool:
    """Whether the view asks for the versions the caller saw."""
    return seen.__name__ in inspect.unwrap(view).__code__.co_names


def for_no_version(view: Callable, *args, **kw):
    """What a view answers that compares nothing: a thing without versions gave no tag, so none matches, and what asks
    for one is stale; after 404, before 409, 403 and 422, as where versions are compared.

    Raises what the view raises, Stale, BadRequest.
    """
    if request.method in SAFE or not request.view_args or not isinstance(seen(), frozenset):
        return view(*args, **kw)
    try:
        with atomic():
            answer = view(*args, **kw)
            if "Idempotent-Replay" not in answer.headers:
                raise Stale()
    except (Forbidden, Invalid, WrongMoment):
        raise Stale() from None
    return answer


def _versions(text: str) -> frozenset[int]:
    versions, at = set(), 0
    while at < len(text):
        element = ELEMENT.match(text, at)
        if element is None:
            raise BadRequest("If-Match 的内容不正确。", code="bad_if_match")
        weak, tag = element.groups()
        ours = OURS.fullmatch(tag or "")
        if ours and not weak:  # compared strongly
            versions.add(int(ours[1]))
        at = element.end()
    return frozenset(versions)
