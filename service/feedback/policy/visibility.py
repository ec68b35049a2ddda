"""Who may see a ticket: one predicate for list, detail, photos and counts, made for the indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from service.core import clock
from service.feedback.models import Support, Ticket, TimelineEntry
from service.feedback.policy.sealing import sealed_for, unsealed
from service.feedback.policy.verbs import READERS, SUPERVISORS, speaks_for
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import State, Verb
from service.organization.actors import Actor, Held
from service.organization.models import Level, Role

COLUMNS = {Level.TOWN: Ticket.town_id, Level.COMMUNITY: Ticket.community_id, Level.VILLAGE: Ticket.community_id,
           Level.COMPOUND: Ticket.compound_id, Level.COURTYARD: Ticket.compound_id,
           Level.BUILDING: Ticket.building_id}
Bind = Callable[[str, object], object]  # (name, value) → the value itself, or a named parameter for it


def _itself(_name: str, value: object) -> object:
    return value


def within(grant: Held) -> sa.ColumnElement[bool]:
    """Tickets inside the granted place, by the column an index knows, sealed ones too."""
    if grant.level in COLUMNS:
        return COLUMNS[grant.level] == grant.place_id
    return Ticket.place_path.startswith(grant.path, autoescape=True)


def open_through(grant: Held, by: Actor) -> sa.ColumnElement[bool]:
    """Tickets inside the granted place, sealed ones only where this role of his reviews or audits them."""
    return sa.and_(within(grant), sa.or_(unsealed(), sealed_for(by, grant.role)))


def overseen_by(by: Actor) -> sa.ColumnElement[bool]:
    """What he oversees or audits."""
    return sa.or_(sa.false(), *(open_through(grant, by) for grant in by.held(*READERS)))


def reviewed_by(by: Actor) -> sa.ColumnElement[bool]:
    """The sealed tickets he is a reviewer of."""
    return sa.or_(sa.false(), *(sa.and_(within(grant), sealed_for(by, grant.role, read=False))
                                for grant in by.held(*SUPERVISORS)))


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a waiting ticket: a queue, and how a grant opens it. Two ways of one `shape` are the same SQL; but a
    reviewer's way to what is sealed depends on his names, and is made anew."""

    queue: Queue
    shape: tuple
    values: dict[str, object]

    @property
    def is_plain(self) -> bool:
        """Whether its shape says all of its SQL."""
        return self.shape[0] != "review"

    def condition(self, bind: Bind = _itself) -> sa.ColumnElement[bool]:
        """The tickets this way leads to, made for an index."""
        if not self.is_plain:
            return sa.and_(Ticket.state.in_([State.REVIEWING, State.QUEUED]), self.values["reviewed"])
        parts = [Ticket.state == State.QUEUED, Ticket.queue == self.queue, unsealed()]
        me = bind("me", self.values["me"])
        parts.append(sa.or_(Ticket.reporter_id.is_(None), Ticket.reporter_id != me))
        if self.shape[0] == "inside":
            parts.append(COLUMNS[self.shape[1]] == bind("place", self.values["place"]))
        if self.shape[0] == "ring":
            parts.append(self._ring(bind))
        return sa.and_(*parts)

    def _ring(self, bind: Bind) -> sa.ColumnElement[bool]:
        moment = bind("moment", self.values["moment"])
        reached = [Ticket.ring_community_at <= moment]
        if self.values["compound"]:
            reached.append(sa.and_(Ticket.compound_id == bind("compound", self.values["compound"]),
                                   Ticket.ring_compound_at <= moment))
        if self.values["building"]:
            reached.append(Ticket.building_id == bind("building", self.values["building"]))
        return sa.and_(Ticket.community_id == bind("community", self.values["community"]), sa.or_(*reached))


def ways_to_claim(by: Actor, queue: Queue | None = None) -> list[Way]:
    """How he comes to tickets he may claim now; of one queue, or of all."""
    me, ways = {"me": by.account_id}, []
    if queue in (None, Queue.COMMUNITY):
        ways += [Way(Queue.COMMUNITY, ("inside", grant.level), me | {"place": grant.place_id})
                 for grant in by.held(Role.COMMUNITY_WORKER) if grant.level in COLUMNS]
        if by.held(*SUPERVISORS):
            ways.append(Way(Queue.COMMUNITY, ("review",), {"reviewed": reviewed_by(by)}))
    if queue in (None, Queue.PARTY_MEMBER):
        ways += [_ring_way(grant, me) for grant in by.held(Role.PARTY_MEMBER) if grant.community_id]
    if queue in (None, Queue.PUBLIC) and (by.phone_verified or by.held(Role.VOLUNTEER)):
        ways.append(Way(Queue.PUBLIC, ("anywhere",), me))
    return ways


def _ring_way(grant: Held, me: dict) -> Way:
    shape = ("ring", grant.compound_id is not None, grant.building_id is not None)
    return Way(Queue.PARTY_MEMBER, shape, me | {
        "moment": clock.now(), "community": grant.community_id, "compound": grant.compound_id,
        "building": grant.building_id})


def waiting_for(by: Actor, queue: Queue | None = None) -> list[sa.ColumnElement[bool]]:
    """What he may claim now: one condition per way to it."""
    return [way.condition() for way in ways_to_claim(by, queue)]


def is_his(by: Actor) -> sa.ColumnElement[bool]:
    """Whose matter it is, who told it for him, who holds it."""
    me = by.account_id
    return sa.or_(Ticket.reporter_id == me, Ticket.submitted_by_id == me, Ticket.holder_id == me)


def visible_to(by: Actor | None) -> sa.ColumnElement[bool]:
    """The one visibility predicate: whose matter it is, who holds it, who oversees the place, who may claim it now; of
    a sealed one its reviewers and auditors in the place's stead."""
    if by is None:
        return sa.false()
    return sa.or_(is_his(by), overseen_by(by), *waiting_for(by))


def only_waits_for(by: Actor, ticket: Ticket) -> bool:
    """Of a ticket that is visible to him, whether only because he may claim it: neither `is_his` nor `overseen_by`,
    asked of one ticket. Who may be any resident reads its words without the persons in them (queries/reading.py)."""
    is_mine = speaks_for(by, ticket) or ticket.holder_id == by.account_id
    return not (is_mine or by.holds(*READERS, path=ticket.place_path))


def outlined_to(by: Actor | None) -> sa.ColumnElement[bool]:
    """Who may know a ticket in outline: everybody a public one, a supporter the one he supports."""
    public = sa.and_(Ticket.is_public, Ticket.state != State.REVIEWING)
    if by is not None:
        public = sa.or_(public, sa.exists().where(Support.ticket_id == Ticket.id, Support.account_id == by.account_id))
    return sa.and_(public, unsealed())


def is_safeguarded() -> sa.ColumnElement[bool]:
    """Danger, an accusation, a matter the law gives to a department: nobody comes across it who has no part in it.

    What a person had to look at first stays among them after he has looked.
    """
    looked_at = sa.exists().where(TimelineEntry.ticket_id == Ticket.id, TimelineEntry.verb == Verb.APPROVE)
    return sa.or_(Ticket.safeguard.is_not(None), Ticket.state == State.REVIEWING, looked_at, Ticket.needs_enforcement,
                  Ticket.urgency == Urgency.EMERGENCY, Ticket.service_level == "emergency")


def open_to_neighbours() -> sa.ColumnElement[bool]:
    """What neighbours may come across without its words, where enough of them live (queries/nearby.py)."""
    return sa.and_(Ticket.compound_id.is_not(None), unsealed(), sa.not_(is_safeguarded()))
