"""What the pages of members show: a member's own, what a community decides on, what a unit reads."""

from __future__ import annotations

from service.core.errors import Forbidden
from service.membership.catalogue import offers
from service.membership.models.feedback import FeedbackState
from service.membership.models.registration import RegistrationState
from service.membership.policy.groups import OVERSEERS
from service.membership.policy.registrations import may_manage_periods
from service.membership.queries import feedback, owners, records, registrations
from service.membership.queries import groups as directory
from service.organization.actors import Actor
from service.organization.models import Role
from service.organization.queries import places
from service.party.queries import stations
from service.web.queries.places import steps
from service.wishes.queries import lists, posts

LISTED, MOST = 20, 100


def home(by: Actor) -> dict:
    """How his registration stands, his service in sum, what he has taken on."""
    found = registrations.registrations(by, view="mine", limit=3).items
    return {"registration": found[0] if found else None, "earlier": found[1:],
            "totals": records.totals(by) if found else None,
            "wishes": lists.wishes(by, view="mine", limit=5, cursor=None).items,
            "posts": posts.posts(by, view="mine", limit=5, cursor=None).items}


def community(by: Actor) -> dict:
    """What waits for the community: applications, wishes to look at, records to confirm. Raises Forbidden for who works
    for none."""
    if not by.held(Role.COMMUNITY_WORKER):
        raise Forbidden("这一页给社区工作人员看。")
    return {"applications": registrations.registrations(by, view="place", state=RegistrationState.APPLIED,
                                                        limit=LISTED),
            "wishes": lists.wishes(by, view="place", state="reviewing", limit=LISTED, cursor=None),
            "records": records.records(by, view="community", state="unconfirmed", limit=LISTED)}


def joining(at: str | None = None, q: str | None = None, cursor: str | None = None) -> dict:
    """What somebody chooses from who applies: where he lives, his unit, what he can and offers."""
    chosen = steps(at, cursor)
    return {"choice": chosen, "offers": offers(), "q": q,
            "units": stations.units(limit=MOST, q=q).items if chosen["is_near"] else []}


def registration(registration_id: int, by: Actor, at: str | None = None, cursor: str | None = None) -> dict:
    """One registration, and where its member may move to. Raises UnknownRegistration."""
    found = registrations.registration(registration_id, by)
    return {"registration": found, "choice": steps(at, cursor) if "move" in found["permitted"] else None}


def registrations_of(by: Actor, *, view: str, state=None, cursor: str | None = None) -> dict:
    """A page of registrations."""
    return {"view": view, "state": state, "page": registrations.registrations(
        by, view=view, state=state, limit=LISTED, cursor=cursor)}


def records_of(by: Actor, *, view: str, state=None, cursor: str | None = None) -> dict:
    """A page of service records; of his own with what they add up to."""
    return {"view": view, "state": state, "totals": records.totals(by) if view == "mine" else None,
            "page": records.records(by, view=view, state=state, limit=LISTED, cursor=cursor)}


def feedback_of(by: Actor, *, view: str, cursor: str | None = None) -> dict:
    """A page of yearly feedback."""
    return {"view": view, "page": feedback.yearly_feedback(by, view=view, limit=LISTED, cursor=cursor)}


def periods(by: Actor, cursor: str | None = None) -> dict:
    """A page of the periods of yearly feedback, for who opens them. Raises Forbidden."""
    if not may_manage_periods(by):
        raise Forbidden()
    return {"page": feedback.periods(limit=LISTED, cursor=cursor)}


def one_feedback(registration_id: int, period_id: int, by: Actor) -> dict:
    """One feedback, and what he may do with it. Raises UnknownFeedback, UnknownRegistration."""
    shown, about = feedback.feedback(registration_id, period_id, by), registrations.registration(registration_id, by)
    return {"feedback": shown, "permitted": feedback.permitted(registration_id, FeedbackState(shown["state"]), by),
            "registration": about}


def groups_of(by: Actor, at: str | None = None, cursor: str | None = None, further: str | None = None) -> dict:
    """A page of the directory of groups, and for workers a place for a new one with who could own it."""
    choice = steps(at, cursor) if by.held(Role.COMMUNITY_WORKER) else None
    return {"page": directory.groups(by, limit=MOST, cursor=further), "choice": choice,
            "oversees": next((held.code for held in by.held(*OVERSEERS)), None),
            "owners": owners.could_own(places.place(at)) if choice and choice["is_near"] else []}
