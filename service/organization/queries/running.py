"""How the service is, for the district's administrators."""

from __future__ import annotations

from dataclasses import asdict

from flask import current_app

from service.core import clock, condition
from service.core.clock import iso
from service.core.errors import Forbidden
from service.organization import policy
from service.organization.actors import Actor


def state_of_the_service(by: Actor) -> dict:
    """`{well, at, lines}`: every part of the service with a sentence on what to do where it is not well.

    Reads figures only, never what people wrote. Raises Forbidden.
    """
    if not policy.may_look_after_service(by):
        raise Forbidden()
    lines = condition.told(current_app)
    return {"well": all(line.is_well for line in lines), "at": iso(clock.now()),
            "lines": [asdict(line) | {"at": iso(line.at), "due_at": iso(line.due_at)} for line in lines]}
