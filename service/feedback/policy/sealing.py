"""A sealed ticket accuses somebody in office: who alone reviews it, and who is too near to it.

Never the place itself, nobody below the level it is reviewed at, nobody it names, nobody in office there, nobody whose
own it is. The same twice: a question on one ticket, and a condition for the database.
"""

from __future__ import annotations

from functools import reduce

import sqlalchemy as sa

from service.core.database import db
from service.feedback import naming
from service.feedback.models import Ticket
from service.feedback.routing import ReviewLevel
from service.organization.actors import Actor
from service.organization.models import Role
from service.party.policy import leads_within

REVIEWERS = {ReviewLevel.TOWN: (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN),
             ReviewLevel.DISTRICT: (Role.DISTRICT_ADMIN,)}
READ_BY = {level: (*roles, Role.AUDITOR) for level, roles in REVIEWERS.items()}
NEAR = (Role.COMMUNITY_WORKER, Role.BRANCH_SECRETARY, Role.COURTYARD_LEAD)
"""Offices of a community and of what lies in it."""


def reviews(by: Actor, ticket: Ticket) -> bool:
    """Whether he is one of those who alone act on a sealed ticket."""
    return _may(by, ticket, REVIEWERS)


def reads_sealed(by: Actor, ticket: Ticket) -> bool:
    """Whether he may read a sealed ticket that is not his own: its reviewers, and who audits."""
    return _may(by, ticket, READ_BY)


def _may(by: Actor, ticket: Ticket, roles: dict[ReviewLevel, tuple[Role, ...]]) -> bool:
    return by.holds(*roles[ticket.review_level], path=ticket.place_path) and not _is_near(by, ticket)


def _is_near(by: Actor, ticket: Ticket) -> bool:
    """Named in it, its reporter, or in office at its place."""
    return (ticket.reporter_id == by.account_id or naming.speaks_of(ticket.text, _names(by))
            or ticket.community_id in _communities(by)
            or bool(db.session.scalar(sa.select(leads_within(by.account_id, ticket.community_id)))))


def _names(by: Actor) -> frozenset[str]:
    return naming.names_of(by) | naming.offices_of(grant.role for grant in by.grants if grant.role not in NEAR)


def _communities(by: Actor) -> set[int | None]:
    return {grant.community_id for grant in by.held(*NEAR) if grant.community_id}


def unsealed() -> sa.ColumnElement[bool]:
    """What nobody has to keep from the place it speaks of."""
    return Ticket.review_level.is_(None)


def sealed_for(by: Actor, *roles: Role, read: bool = True) -> sa.ColumnElement[bool]:
    """The sealed tickets somebody of one of these roles may `read`, or else review, as far as his places reach."""
    levels = [level for level, those in (READ_BY if read else REVIEWERS).items() if set(those) & set(roles)]
    if not levels:
        return sa.false()
    communities = _communities(by)
    return sa.and_(
        Ticket.review_level.in_(levels), sa.or_(Ticket.reporter_id.is_(None), Ticket.reporter_id != by.account_id),
        sa.not_(is_named(by)),
        *([Ticket.community_id.not_in(sorted(communities))] if communities else []),
        sa.not_(leads_within(by.account_id, Ticket.community_id)))


def is_named(by: Actor) -> sa.ColumnElement[bool]:
    """Whether a ticket's text speaks of him, wherever it is."""
    return sa.or_(sa.false(), *(_text().contains(name, autoescape=True) for name in sorted(_names(by))))


def _text() -> sa.ColumnElement[str]:
    """The text as `naming.read` reads it."""
    cuts = [*((blank, "") for blank in naming.BLANKS), *((other, naming.CUT) for other in naming.OTHERS)]
    return reduce(lambda text, cut: sa.func.replace(text, *cut, type_=sa.Text), cuts, Ticket.text)
