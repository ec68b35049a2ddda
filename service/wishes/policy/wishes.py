"""Who may do what with a wish, and the one predicate of who may see it: list, detail, export and photos ask it."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.organization.actors import Actor
from service.organization.models import Role
from service.wishes.models import Wish
from service.wishes.policy.areas import communities_of, is_member, within
from service.wishes.workflow import HELD, SILENT_AFTER, WishState, WishVerb, verbs_in

READERS = (Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.AUDITOR)
SPEAKERS = (Role.COMMUNITY_WORKER, Role.COURTYARD_LEAD, Role.BRANCH_SECRETARY, Role.VOLUNTEER, Role.PARTY_MEMBER)
IN_HAND = (WishState.TAKEN, WishState.DONE)
OFFERED = (WishState.OPEN, *HELD)


def may_wish_for_others(by: Actor) -> bool:
    """On behalf of an elder (代提): who is trusted with people of the place."""
    return bool(by.held(*SPEAKERS))


def works_at(by: Actor, wish: Wish) -> bool:
    """A community worker of the wish's place."""
    return by.holds(Role.COMMUNITY_WORKER, path=wish.place_path)


def is_wisher(by: Actor, wish: Wish) -> bool:
    """The person whose wish it is."""
    return wish.wisher_id == by.account_id


def may_review(by: Actor, wish: Wish) -> bool:
    """A worker of the community looks at it, and never at his own."""
    return works_at(by, wish) and not is_wisher(by, wish)


def may_claim(by: Actor, wish: Wish) -> bool:
    """Accepted members of the community, once it was offered; never one's own wish (domain.md section 9)."""
    return wish.state in OFFERED and is_member(by, wish.community_id) and not is_wisher(by, wish)


def may_release(by: Actor, wish: Wish) -> bool:
    """The present holder, whatever became of his grants: giving back is always possible."""
    return wish.holder_id == by.account_id


def may_finish(by: Actor, wish: Wish) -> bool:
    """The present holder, as long as he is a member of the community."""
    return wish.holder_id == by.account_id and is_member(by, wish.community_id)


def may_confirm(by: Actor, wish: Wish) -> bool:
    """The wisher; a worker where the wisher cannot speak himself or has been silent for 7 days; never the holder."""
    if wish.holder_id == by.account_id:
        return False
    return is_wisher(by, wish) or (works_at(by, wish) and _speaks_through_community(wish))


def _speaks_through_community(wish: Wish) -> bool:
    silent = wish.done_at is not None and wish.done_at + SILENT_AFTER <= clock.now()
    return wish.on_behalf or wish.wisher_id is None or silent


def may_withdraw(by: Actor, wish: Wish) -> bool:
    """The wisher; for one without an account, who spoke for him."""
    return is_wisher(by, wish) or (wish.wisher_id is None and wish.submitted_by_id == by.account_id)


def may_reveal(by: Actor, wish: Wish) -> bool:
    """The holder while he has it in hand, and the community's workers (domain.md section 7)."""
    return works_at(by, wish) or (may_finish(by, wish) and wish.state in IN_HAND)


def may_see_person(by: Actor, wish: Wish) -> bool:
    """The masked name and phone: the wisher, who spoke for him, who looks after the place, who has it in hand."""
    return (is_wisher(by, wish) or wish.submitted_by_id == by.account_id or by.holds(*READERS, path=wish.place_path)
            or (wish.holder_id == by.account_id and wish.state in IN_HAND))


MAY = {WishVerb.APPROVE: may_review, WishVerb.DECLINE: may_review, WishVerb.CLAIM: may_claim,
       WishVerb.RELEASE: may_release, WishVerb.DONE: may_finish, WishVerb.CONFIRM: may_confirm,
       WishVerb.REOPEN: may_confirm, WishVerb.WITHDRAW: may_withdraw}


def permitted(by: Actor, wish: Wish) -> list[str]:
    """The verbs this person may do with this wish now; `reopen` is said as a confirmation that says no."""
    return [verb.value for verb in verbs_in(wish.state) if verb in MAY and MAY[verb](by, wish)]


def mine(by: Actor) -> sa.ColumnElement[bool]:
    """What he wished, submitted for somebody, or took on."""
    me = by.account_id
    return sa.or_(Wish.wisher_id == me, Wish.submitted_by_id == me, Wish.holder_id == me)


def overseen(by: Actor) -> sa.ColumnElement[bool]:
    """Those of the places he looks after."""
    return sa.or_(sa.false(), *(within(Wish, grant) for grant in by.held(*READERS)))


def offered_to(by: Actor) -> sa.ColumnElement[bool]:
    """Those he could take on now: open in his community, and not his own."""
    not_his = sa.or_(Wish.wisher_id.is_(None), Wish.wisher_id != by.account_id)
    return sa.and_(Wish.state == WishState.OPEN, Wish.community_id.in_(communities_of(by)), not_his)


def in_full_to(by: Actor) -> sa.ColumnElement[bool]:
    """Those he sees with their course and their people."""
    return sa.or_(mine(by), overseen(by))


def visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one visibility predicate: his own, those he looks after, those he could take on."""
    return sa.or_(in_full_to(by), offered_to(by))
