"""Reading one wish: as somebody may see it, or locked for a verb with all doors passed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.accounts.models import Account
from service.core import clock
from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.core.opening import Seen, refuse_in_order
from service.feedback.queries.opening import AlreadyClaimed
from service.organization.actors import Actor
from service.organization.models import Place
from service.wishes.models import Taking, Wish
from service.wishes.policy import wishes as policy
from service.wishes.workflow import HELD, WishState, WishVerb, allows

Wisher, Holder = aliased(Account), aliased(Account)
SHOWN = (sa.select(Wish, Place.code, Place.name, Place.level, Wisher.display_name.label("wisher_name"),
                   Wisher.phone.label("wisher_phone"), Holder.display_name.label("holder_name"))
         .join(Place, Wish.place_id == Place.id)
         .outerjoin(Wisher, Wish.wisher_id == Wisher.id).outerjoin(Holder, Wish.holder_id == Holder.id)
         .execution_options(populate_existing=True))
LOCKED = sa.select(Wish).with_for_update(of=Wish, key_share=True).execution_options(populate_existing=True)


def shown(wish_id: int, by: Actor) -> sa.Row:
    """The wish (`Wish`), its place, its people by name, and `full`: whether he sees it whole. Raises NotFound."""
    row = _shown(wish_id, by, policy.visible_to(by))
    if row is None:
        raise NotFound()
    return row


def after(wish_id: int, by: Actor) -> sa.Row:
    """The same for who has just done something with it, and may be out of it now."""
    return _shown(wish_id, by)


def _shown(wish_id: int, by: Actor, *conditions) -> sa.Row | None:
    return db.session.execute(SHOWN.add_columns(policy.in_full_to(by).label("full"))
                              .where(Wish.id == wish_id, *conditions)).first()


def sees(by: Actor, wish_id: int) -> bool:
    """Whether he sees it at all."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Wish.id == wish_id, policy.visible_to(by)))))


def locked(wish_id: int) -> Wish:
    """The wish, locked until the transaction ends, whoever asks. Raises NotFound."""
    wish = db.session.scalar(LOCKED.where(Wish.id == wish_id))
    if wish is None:
        raise NotFound()
    return wish


def for_verb(wish_id: int, verb: WishVerb, *, by: Actor, seen: Seen = None) -> Wish:
    """The wish locked for a verb of this person's: he sees it, it is the version he saw, the table allows the verb
    now, and he may.

    Raises NotFound, Stale, WrongMoment (with `state` and `permitted`; AlreadyClaimed with `holder`), Forbidden.
    """
    wish = locked(wish_id)
    may = policy.MAY[verb](by, wish)
    if not may and not sees(by, wish_id):  # who may, sees: the question is only asked for a refusal
        raise NotFound()
    refuse_in_order(wish, may=may, seen=seen, wrong=_wrong_moment(verb, wish, by))
    return wish


def _wrong_moment(verb: WishVerb, wish: Wish, by: Actor) -> WrongMoment | None:
    if allows(verb, wish.state):
        return None
    permitted = policy.permitted(by, wish)
    if verb is WishVerb.CLAIM and wish.state in HELD:
        name = db.session.scalar(sa.select(Account.display_name).where(Account.id == wish.holder_id))
        return AlreadyClaimed(f"{name}已经认领了。", holder=name, state=wish.state, permitted=permitted)
    return WrongMoment(state=wish.state, permitted=permitted)


def in_hand(account_id: int) -> int:
    """How many wishes he has taken on and not yet done."""
    return db.session.scalar(sa.select(sa.func.count()).where(Wish.holder_id == account_id,
                                                              Wish.state == WishState.TAKEN))


def taking_of(wish: Wish) -> Taking | None:
    """The newest taking of the wish: the present one while somebody has it in hand."""
    return db.session.scalar(sa.select(Taking).where(Taking.wish_id == wish.id).order_by(Taking.id.desc()).limit(1)
                             .execution_options(populate_existing=True))


def is_due(wish_id: int) -> Wish | None:
    """A wish time has something to say to, locked; None when another worker has it in hand or it is not due."""
    return db.session.scalar(sa.select(Wish).where(Wish.id == wish_id, Wish.wake_at <= clock.now())
                             .with_for_update(skip_locked=True, of=Wish)
                             .execution_options(populate_existing=True))
