"""Who must hear of a ticket, and who could take it on."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db, execute
from service.core.errors import NotFound
from service.feedback import catalogue, policy
from service.feedback.models import Support, Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.actors import Actor
from service.organization.models import Grant, Place, Role
from service.organization.queries.people import actor_of_account, as_he_stands

CANDIDATES = 200
ROLES = {Queue.COMMUNITY: [Role.COMMUNITY_WORKER], Queue.PARTY_MEMBER: [Role.PARTY_MEMBER],
         Queue.PUBLIC: [Role.VOLUNTEER]}
IN_HAND = (State.CLAIMED, State.ASKING, State.SUSPENDED)
OPEN_CLAIMS = sa.select(sa.func.count().label("held"), catalogue.version().label("catalogue_version")).where(
    Ticket.holder_id == sa.bindparam("account_id"), Ticket.state.in_(IN_HAND))


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def with_roles(path: str, *roles: Role) -> list[int]:
    """Account ids that hold one of these roles at the place with this path or above it."""
    return list(db.session.scalars(sa.select(Grant.account_id).distinct().where(
        Grant.place_id.in_(_ids(path)), Grant.role.in_(roles), Grant.revoked_at.is_(None))))


def workers_of(ticket: Ticket) -> list[int]:
    """The community's workers; of a sealed ticket its reviewers."""
    return reviewers_of(ticket) if ticket.review_level else with_roles(ticket.place_path, Role.COMMUNITY_WORKER)


def supervisors_of(ticket: Ticket) -> list[int]:
    """The town's supervisors first; from the second escalation on the district's. Of a sealed ticket its reviewers."""
    role = Role.TOWN_SUPERVISOR if ticket.supervised <= 1 else Role.DISTRICT_ADMIN
    if ticket.review_level:
        return reviewers_of(ticket, role) or reviewers_of(ticket)
    return with_roles(ticket.place_path, role)


def reviewers_of(ticket: Ticket, *roles: Role) -> list[int]:
    """Who reviews a sealed ticket, in these roles or in the nearest of its level in which there is somebody."""
    found = [[account_id for account_id in with_roles(ticket.place_path, role) if _reviews(account_id, ticket)]
             for role in roles or policy.REVIEWERS[ticket.review_level]]
    return next(filter(None, found), [])


def _reviews(account_id: int, ticket: Ticket) -> bool:
    try:
        return policy.reviews(actor_of_account(account_id), ticket)
    except NotFound:
        return False


def supporters_of(ticket: Ticket) -> list[int]:
    """Who said "me too"."""
    if not ticket.support_count:
        return []
    return list(db.session.scalars(sa.select(Support.account_id).where(Support.ticket_id == ticket.id)))


def merged_into(ticket: Ticket) -> list[Ticket]:
    """The tickets merged into this one, the oldest first."""
    return list(db.session.scalars(sa.select(Ticket).where(
        Ticket.merged_into_id == ticket.id, Ticket.state == State.CLOSED).order_by(Ticket.id)))


def open_claims(account_id: int) -> tuple[int, catalogue.Shelf]:
    """How many tickets he has in hand, and the catalogue that says how many he may; those answered and waiting for a
    rating do not count."""
    row = execute(OPEN_CLAIMS, {"account_id": account_id}).one()
    return row.held, catalogue.shelf(row.catalogue_version)


def have_room(ticket: Ticket) -> bool:
    """Whether anybody could be given this ticket who does not hold as many as he may."""
    most = catalogue.shelf().settings[ticket.queue].open_claims
    return any(one["holds"] < most for one in candidates(ticket))


def candidates(ticket: Ticket) -> list[dict]:
    """Who could be given this ticket, and how many each already holds; the least burdened first. What is sealed is
    given to its reviewers only."""
    roles = policy.REVIEWERS[ticket.review_level] if ticket.review_level else ROLES[ticket.queue]
    held = (sa.select(sa.func.count()).where(Ticket.holder_id == Account.id, Ticket.state.in_(IN_HAND))
            .correlate(Account).scalar_subquery().label("holds"))
    inside = sa.or_(Grant.place_id.in_(_ids(ticket.place_path)), _below(ticket))
    rows = db.session.execute(
        sa.select(Account.id, Account.display_name, held).distinct()
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role.in_(roles), Grant.revoked_at.is_(None), Account.erased_at.is_(None), inside,
               Account.id != (ticket.reporter_id or 0))
        .order_by(sa.text("holds"), Account.id).limit(CANDIDATES))
    return [{"account_id": row.id, "display_name": row.display_name, "holds": row.holds} for row in rows
            if not ticket.review_level or _reviews(row.id, ticket)]


def _below(ticket: Ticket):
    """Grants anywhere in the ticket's community: members registered in another of its buildings."""
    community = "/" + "/".join(str(part) for part in _ids(ticket.place_path)[:3]) + "/"
    return Grant.place_id.in_(sa.select(Place.id).where(Place.path.startswith(community)))


def could_hold(account_id: int, ticket: Ticket, *, locked: bool = False) -> Actor | None:
    """The person as Actor when he belongs to the ticket's queue, else None; `locked`: his grants until the end."""
    try:
        person = actor_of_account(account_id)
    except NotFound:
        return None
    person = as_he_stands(person) if locked else person
    return person if policy.serves(person, ticket) else None
