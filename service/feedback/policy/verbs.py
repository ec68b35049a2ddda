"""Who may do what with a ticket: plain questions on one ticket and one person."""

from __future__ import annotations

from service.core import clock
from service.feedback.models import Ticket
from service.feedback.policy.sealing import reads_sealed, reviews
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State, Verb
from service.organization.actors import Actor, Held
from service.organization.models import Role

SUPERVISORS = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
OVERSEERS = (Role.COMMUNITY_WORKER, *SUPERVISORS)
READERS = (*OVERSEERS, Role.AUDITOR)
MOVES_BEFORE_SUPERVISOR = 2
REOPENED_BEFORE_END = 2
SHOWN_NO_LONGER = (Outcome.WITHDRAWN, Outcome.REJECTED)  # taken back by its reporter, or none of ours: nobody's to read


def works_at(by: Actor, ticket: Ticket) -> bool:
    """A community worker of the ticket's place; of a sealed one its reviewers in his stead."""
    return _of_the_place(by, ticket, Role.COMMUNITY_WORKER)


def supervises(by: Actor, ticket: Ticket) -> bool:
    """The town's or the district's supervisor of the ticket's place; of a sealed one its reviewers."""
    return _of_the_place(by, ticket, *SUPERVISORS)


def oversees(by: Actor, ticket: Ticket) -> bool:
    """A worker or supervisor of the ticket's place; of a sealed one its reviewers."""
    return _of_the_place(by, ticket, *OVERSEERS)


def _of_the_place(by: Actor, ticket: Ticket, *roles: Role) -> bool:
    return reviews(by, ticket) if ticket.review_level else by.holds(*roles, path=ticket.place_path)


def is_reporter(by: Actor, ticket: Ticket) -> bool:
    """The person whose matter it is."""
    return ticket.reporter_id == by.account_id


def speaks_for(by: Actor, ticket: Ticket) -> bool:
    """The reporter, or who submitted on his behalf: may answer a question, may not rate."""
    return is_reporter(by, ticket) or ticket.submitted_by_id == by.account_id


def serves(by: Actor, ticket: Ticket) -> bool:
    """Whether he belongs to those who take on the ticket's queue, whatever the ring has reached."""
    if is_reporter(by, ticket):
        return False
    if ticket.review_level:
        return reviews(by, ticket)
    if ticket.queue is Queue.COMMUNITY:
        return works_at(by, ticket)
    if ticket.queue is Queue.PARTY_MEMBER:
        return any(grant.community_id == ticket.community_id for grant in by.held(Role.PARTY_MEMBER))
    return by.phone_verified or bool(by.held(Role.VOLUNTEER))


def _ring_reaches(grant: Held, ticket: Ticket, moment) -> bool:
    if grant.community_id != ticket.community_id:
        return False
    if moment >= ticket.ring_community_at:
        return True
    if moment >= ticket.ring_compound_at and grant.compound_id == ticket.compound_id is not None:
        return True
    return grant.building_id is not None and grant.building_id == ticket.building_id


def may_claim(by: Actor, ticket: Ticket) -> bool:
    """Those of the queue; in the party-member queue the ring must have reached him (domain.md section 3)."""
    if not serves(by, ticket):
        return False
    if ticket.queue is not Queue.PARTY_MEMBER:
        return True
    moment = clock.now()
    return any(_ring_reaches(grant, ticket, moment) for grant in by.held(Role.PARTY_MEMBER))


def may_handle(by: Actor, ticket: Ticket) -> bool:
    """The present holder, as long as he still belongs to the queue."""
    return ticket.holder_id == by.account_id and serves(by, ticket)


def may_release(by: Actor, ticket: Ticket) -> bool:
    """The present holder, whatever became of his grants: giving back is always possible."""
    return ticket.holder_id == by.account_id


def may_transfer(by: Actor, ticket: Ticket) -> bool:
    """A worker of the place; after two transfers or returns only a supervisor."""
    return supervises(by, ticket) or (works_at(by, ticket) and ticket.moves < MOVES_BEFORE_SUPERVISOR)


def may_dispatch(by: Actor, ticket: Ticket) -> bool:
    """A worker of the place, or the supervisor who must decide."""
    return oversees(by, ticket)


def may_rate(by: Actor, ticket: Ticket) -> bool:
    """The reporter only, and nobody rates work of his own."""
    return is_reporter(by, ticket) and ticket.holder_id != by.account_id


def may_consent(by: Actor, ticket: Ticket) -> bool:
    """A supervisor who is not the holder himself."""
    return supervises(by, ticket) and ticket.holder_id != by.account_id


def may_end(by: Actor, ticket: Ticket) -> bool:
    """A supervisor who is not the handler, after two reviewed handlings."""
    return may_consent(by, ticket) and ticket.reopened >= REOPENED_BEFORE_END


def may_reveal(by: Actor, ticket: Ticket) -> bool:
    """The holder until it is closed and the community's workers; never who wishes to stay unknown to handlers."""
    holds = may_handle(by, ticket) and ticket.state is not State.CLOSED
    return not ticket.anonymous and (holds or works_at(by, ticket))


def may_list_contacts(by: Actor) -> bool:
    """Community workers, of whom each contact is asked again by itself; supervisors and auditors never."""
    return bool(by.held(Role.COMMUNITY_WORKER))


def may_see_spot(by: Actor, ticket: Ticket) -> bool:
    """Where exactly the reporter stood: he who said it, and once it is taken on who may know his contact."""
    return speaks_for(by, ticket) or (ticket.holder_id is not None and may_reveal(by, ticket))


def may_support(by: Actor, ticket: Ticket) -> bool:
    """Anybody signed in, but not for his own matter."""
    return not speaks_for(by, ticket) and ticket.state is not State.REVIEWING and not ticket.review_level


def may_submit_for_others(by: Actor) -> bool:
    """On behalf of an elder: anyone with a grant (代报)."""
    return bool(by.grants)


def can_be_published(ticket: Ticket) -> bool:
    """Nobody has asked for it yet, and it is not a matter nobody is to read."""
    return ticket.publicity == "none" and ticket.outcome not in SHOWN_NO_LONGER and not ticket.review_level


def may_publish(by: Actor, ticket: Ticket) -> bool:
    """Whose matter it is, or who spoke for him."""
    return speaks_for(by, ticket) and can_be_published(ticket)


def may_unpublish(by: Actor, ticket: Ticket) -> bool:
    """The same, and who oversees the place; while it is shown or may come to be."""
    return (speaks_for(by, ticket) or oversees(by, ticket)) and ticket.awaits_publicity


def may_rate_merged(by: Actor, ticket: Ticket) -> bool:
    """Whose matter was merged into another one: he rates the answer of that."""
    return ticket.outcome is Outcome.MERGED and is_reporter(by, ticket)


def may_object(by: Actor, ticket: Ticket) -> bool:
    """Whose matter was refused or ended; only of somebody without an account, who spoke for him."""
    return is_reporter(by, ticket) or (ticket.reporter_id is None and ticket.submitted_by_id == by.account_id)


def may_see_route(by: Actor, ticket: Ticket) -> bool:
    """Why a ticket went where it went is shown to staff and to its holder; of a sealed one to who reviews or audits."""
    reads = reads_sealed(by, ticket) if ticket.review_level else by.holds(*READERS, path=ticket.place_path)
    return reads or ticket.holder_id == by.account_id


def may_see_person(by: Actor, ticket: Ticket) -> bool:
    """The masked name and phone: himself, staff of the place, the holder; an anonymous one only himself."""
    return speaks_for(by, ticket) or (not ticket.anonymous and may_see_route(by, ticket))


def may_edit_rules(by: Actor) -> bool:
    """Routing rules are the district's."""
    return bool(by.held(Role.DISTRICT_ADMIN))


def may_preview_rules(by: Actor) -> bool:
    """Staff may try what a text would do."""
    return bool(by.held(*READERS))


MAY = {
    Verb.APPROVE: works_at, Verb.REJECT: works_at, Verb.RECATEGORIZE: works_at, Verb.CLAIM: may_claim,
    Verb.DISPATCH: may_dispatch, Verb.RELEASE: may_release, Verb.TRANSFER: may_transfer,
    Verb.CONTACT: may_handle, Verb.ASK: may_handle, Verb.REPLY: speaks_for, Verb.SUSPEND: may_handle,
    Verb.EXTEND: may_handle, Verb.CONSENT: may_consent, Verb.RESUME: may_handle, Verb.ANSWER: may_handle,
    Verb.RATE: may_rate, Verb.REOPEN: may_rate, Verb.ESCALATE: supervises, Verb.MERGE: works_at,
    Verb.UNMERGE: works_at, Verb.FORWARD: works_at, Verb.FEED_BACK: works_at, Verb.TAKE_BACK: works_at,
    Verb.WITHDRAW: is_reporter, Verb.END: may_end, Verb.OBJECT: may_object, Verb.DECIDE_OBJECTION: supervises,
}
SAID_OTHERWISE = {Verb.REOPEN}  # the resident says "rate"; "not solved" makes it a reopening
