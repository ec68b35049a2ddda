"""Who may do what with a post, a seat and a turn, and who may see them."""

from __future__ import annotations

import sqlalchemy as sa

from service.organization.actors import Actor
from service.organization.models import Role
from service.wishes.models import Post, PostTurn, Seat
from service.wishes.policy.areas import communities_of, is_member, within

ARRANGERS = (Role.COMMUNITY_WORKER, Role.COURTYARD_LEAD, Role.BRANCH_SECRETARY)
READERS = (*ARRANGERS, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.AUDITOR)


def may_arrange(by: Actor, path: str) -> bool:
    """Workers of the community, a courtyard's lead and a branch's secretary in their places."""
    return by.holds(*ARRANGERS, path=path)


def may_read(by: Actor, path: str) -> bool:
    """Who arranges a place, looks after it, or audits it: sees who sits where and every turn."""
    return by.holds(*READERS, path=path)


def may_take_seat(by: Actor, post: Post) -> bool:
    """Accepted members of the community the post lies in."""
    return is_member(by, post.community_id)


def may_decide(by: Actor, turn: PostTurn) -> bool:
    """Who arranges the place, and never on a turn of his own."""
    return may_arrange(by, turn.post.place_path) and turn.account_id != by.account_id


def permitted(by: Actor, post: Post, *, seated: bool, ever_seated: bool, free: int) -> list[str]:
    """What he may do with this post now."""
    verbs = {"edit": may_arrange(by, post.place_path),
             "take_seat": post.open and not seated and free > 0 and may_take_seat(by, post),
             "leave_seat": seated, "log_turn": ever_seated}
    return [verb for verb, may in verbs.items() if may]


def permitted_on_turn(by: Actor, turn: PostTurn) -> list[str]:
    """What he may do with this turn now."""
    return ["confirm", "return"] if turn.decided_at is None and may_decide(by, turn) else []


def has_sat(by: Actor, *, now: bool = False) -> sa.ColumnElement[bool]:
    """Whether he holds or held a seat on the post; with `now`, holds one."""
    seat = sa.exists().where(Seat.post_id == Post.id, Seat.account_id == by.account_id)
    return seat.where(Seat.left_at.is_(None)) if now else seat


def overseen(by: Actor) -> sa.ColumnElement[bool]:
    """Posts of the places he arranges or looks after."""
    return sa.or_(sa.false(), *(within(Post, grant) for grant in by.held(*READERS)))


def offered_to(by: Actor) -> sa.ColumnElement[bool]:
    """Open posts of the communities he is a member of."""
    return sa.and_(Post.closed_at.is_(None), Post.community_id.in_(communities_of(by)))


def visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one visibility predicate of posts: those he looks after, those offered to him, those he ever sat on."""
    return sa.or_(overseen(by), offered_to(by), has_sat(by))


def turn_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The one visibility predicate of turns (joined with their post): his own, and those of places he looks after."""
    return sa.or_(PostTurn.account_id == by.account_id, overseen(by))
