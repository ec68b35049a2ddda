"""Where a ticket was forwarded to, and how it stands there."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from service.core.clock import iso
from service.core.database import db
from service.feedback.models import Forwarding, Ticket
from service.feedback.workflow import Outcome, State

LAST = sa.select(Forwarding).order_by(Forwarding.id.desc()).limit(1).execution_options(populate_existing=True)


def is_outside(ticket: Ticket) -> bool:
    """Whether it is in the hands of an outside system, or ended there."""
    return ticket.state is State.FORWARDED or ticket.outcome is Outcome.FORWARDED_DONE


def last_of(ticket: Ticket) -> Forwarding | None:
    """The latest time it was forwarded, over or not; asked under the ticket's lock this is the present one."""
    return db.session.scalar(LAST.where(Forwarding.ticket_id == ticket.id))


def last_to(ticket: Ticket, system: str) -> Forwarding | None:
    """The latest time it was forwarded to this system, over or not."""
    return db.session.scalar(LAST.where(Forwarding.ticket_id == ticket.id, Forwarding.external_system == system))


def name_of(system: str) -> str:
    """How people call an outside system; one that is not in OUTSIDE_SYSTEMS goes by what was typed."""
    return current_app.config["OUTSIDE_SYSTEMS"].get(system, {}).get("name", system)


def typed(system: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether it is no code of ours, but what somebody typed."""
    return system.not_in(list(current_app.config["OUTSIDE_SYSTEMS"]))


def code_of(name: str) -> str:
    """The code of the outside system meant by a name, its code or what people call it; else what was typed.

    A matter sent to a name that is only nearly right would go to nobody.
    """
    said = name.strip()
    return next((code for code, system in current_app.config["OUTSIDE_SYSTEMS"].items()
                 if said in (code, system["name"].strip())), said)


def shown(ticket: Ticket) -> dict | None:
    """`{external_system, name, external_id, sync_state, at}` of a ticket that is outside, else None."""
    forwarding = last_of(ticket) if is_outside(ticket) else None
    return forwarding and {
        "external_system": forwarding.external_system, "name": name_of(forwarding.external_system),
        "external_id": forwarding.external_id, "sync_state": forwarding.sync_state, "at": iso(forwarding.at)}
