"""log_turn, confirm_turn, return_turn: a service on a post, decided on by somebody else."""

from __future__ import annotations

from datetime import date, datetime, time

from service.core import clock
from service.core.clock import LOCAL, local
from service.core.database import atomic
from service.core.errors import Forbidden, invalid
from service.organization.actors import Actor
from service.wishes import notices
from service.wishes.events import service_confirmed
from service.wishes.kinds import KIND_NAMES
from service.wishes.models import PostTurn, Seat
from service.wishes.queries import posts, turns

NOON = time(12)


def log_turn(post_id: int, *, by: Actor, served_on: date, minutes: int, text: str | None = None) -> PostTurn:
    """Write down one service on a post, of a day on which he held a seat there; a seat left since is no hindrance.

    Raises NotFound, Forbidden without any seat, Invalid for another day.
    """
    with atomic() as session:
        post = posts.visible(post_id, by)
        seats = posts.seats_ever_of(by.account_id, post)
        if not seats:
            raise Forbidden()
        if served_on > local(clock.now()).date():
            raise invalid(served_on="还没到的日子不能登记。")
        if not any(_holds_on(seat, served_on) for seat in seats):
            raise invalid(served_on="那天您不在这个岗位上。")
        turn = PostTurn(post_id=post.id, post=post, account_id=by.account_id, served_on=served_on, minutes=minutes,
                        text=text, logged_at=clock.now(), version=1)
        session.add(turn)
        session.flush()
        notices.turn_logged(turn)
    return turn


def _holds_on(seat: Seat, day: date) -> bool:
    return local(seat.taken_at).date() <= day and (seat.left_at is None or day <= local(seat.left_at).date())


def confirm_turn(turn_id: int, *, by: Actor, seen: int | None = None) -> PostTurn:
    """It was served: announces `service_confirmed`. Raises NotFound, Stale, WrongMoment, Forbidden for his own."""
    with atomic() as session:
        turn = turns.to_decide(turn_id, by, seen)
        _decide(turn, by)
        session.flush()
        notices.turn_confirmed(turn)
        service_confirmed.send(turn, account_id=turn.account_id, place=turn.post.place,
                               title=f"{KIND_NAMES[turn.post.kind]}：{turn.post.title}", minutes=turn.minutes,
                               at=datetime.combine(turn.served_on, NOON, LOCAL), kind="post",
                               ref=f"post-turn:{turn.id}")
    return turn


def return_turn(turn_id: int, *, by: Actor, reason: str, seen: int | None = None) -> PostTurn:
    """Not as it was written: back to the member, who may log it anew. Raises as `confirm_turn`."""
    with atomic():
        turn = turns.to_decide(turn_id, by, seen)
        turn.returned_because = reason
        _decide(turn, by)
        notices.turn_returned(turn, reason)
    return turn


def _decide(turn: PostTurn, by: Actor) -> None:
    turn.decided_at, turn.decided_by_id = clock.now(), by.account_id
    turn.version += 1
