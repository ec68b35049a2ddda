"""Safeguards on pages: what stands above every rule, one with its versions, and the form of a new one."""

from __future__ import annotations

from service.core.errors import Forbidden
from service.feedback import policy
from service.feedback.queries import safeguards as questions
from service.feedback.queries import shelving
from service.feedback.queries.catalogue import current
from service.feedback.queries.safety import safety
from service.organization.actors import Actor

BLANK = {"kind": None, "name": "", "words": [], "unless": [], "review_level": None, "retired_at": None}


def listed(by: Actor) -> dict:
    """All that live, and what becomes of the fixed list now. Raises Forbidden."""
    found, live = questions.safeguards(by), current()
    return {"items": found.items, "safety": safety(live, live), "may_edit": policy.may_edit_rules(by)}


def one(safeguard_id: int, by: Actor) -> dict:
    """One safeguard with all its versions, and what the newest changed. Raises Forbidden, NotFound."""
    found = questions.safeguard(safeguard_id, by)
    return _form(found, by) | {"safety": found["safety"], "older": found["versions"][1:]}


def blank(by: Actor) -> dict:
    """The form of a new safeguard. Raises Forbidden."""
    if not policy.may_edit_rules(by):
        raise Forbidden()
    return _form(BLANK, by)


def _form(safeguard: dict, by: Actor) -> dict:
    return {"safeguard": safeguard, "may_edit": policy.may_edit_rules(by), "says": shelving.TAKES_EFFECT}
