"""What time does with wishes: lets unclaimed ones lapse, asks the community to call silent wishers; each once."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.wishes import notices
from service.wishes.models import Wish
from service.wishes.queries import opening
from service.wishes.workflow import UNCLAIMED, WishVerb

BATCH = 500


def run() -> int:
    """Do everything that is due, each wish in its own transaction; returns how many. Safe to run twice or at once."""
    done = 0
    while ids := _due():
        acted = sum(act(wish_id) for wish_id in ids)
        done += acted
        if not acted:  # another worker has them in hand
            break
    return done


def _due() -> list[int]:
    return list(db.session.scalars(sa.select(Wish.id).where(Wish.wake_at <= clock.now())
                                   .order_by(Wish.wake_at).limit(BATCH)))


def act(wish_id: int) -> bool:
    """Do what is due with one wish; False when nothing is, or another worker has it."""
    with atomic():
        wish = opening.is_due(wish_id)
        if wish is None:
            return False
        if wish.state in UNCLAIMED:
            wish.advance(WishVerb.LAPSE, by=None, role="system")
            notices.lapsed(wish)
        else:
            wish.asked_at, wish.wake_at = clock.now(), None
            notices.wisher_silent(wish)
    return True
