"""A person and his wishes: an elder's wishes find him when he signs in; leaving takes his traces away."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.media.actions import remove_of
from service.wishes.actions.taking import put_back
from service.wishes.actions.wishing import take_away
from service.wishes.models import PostTurn, Seat, Taking, Wish, WishStep
from service.wishes.queries import opening
from service.wishes.workflow import HELD, UNCLAIMED, WishState

ERASED = "（已应本人要求删除）"


def adopt(account: Account) -> int:
    """Wishes submitted on behalf of this phone's owner become his own while they live; returns how many."""
    living = (*UNCLAIMED, WishState.TAKEN, WishState.DONE)
    with atomic():
        mine = db.session.execute(sa.update(Wish).where(
            Wish.contact_phone_index.in_(blind_indexes(account.phone, "phone")), Wish.on_behalf,
            Wish.wisher_id.is_(None), Wish.state.in_(living),
            sa.or_(Wish.holder_id.is_(None), Wish.holder_id != account.id))
            .values(wisher_id=account.id, version=Wish.version + 1)
            .execution_options(synchronize_session=False))
    return mine.rowcount


def anonymise(account: Account) -> None:
    """Withdraw his living wishes, open what he has in hand, take his person out of all of it; facts stay."""
    with atomic():
        for wish_id in db.session.scalars(sa.select(Wish.id).where(
                sa.or_(Wish.wisher_id == account.id, Wish.holder_id == account.id),
                Wish.state.in_([*UNCLAIMED, WishState.TAKEN])).order_by(Wish.id)).all():
            _let_go(opening.locked(wish_id), account)
        _erase_wishes(account)
        _erase_service(account)


def _let_go(wish: Wish, account: Account) -> None:
    if wish.state not in (*UNCLAIMED, WishState.TAKEN):
        return
    if wish.wisher_id == account.id:
        take_away(wish, by=None, role="system", text="心愿人注销")
    elif wish.holder_id == account.id:
        put_back(wish, by=None, role="system", reason="原认领人已不再认领。", because="left")


def _erase_wishes(account: Account) -> None:
    """What he wished, and what he wrote down for others once nobody waits for it any more."""
    over = Wish.state.not_in([*UNCLAIMED, *HELD[:2]])
    mine = sa.or_(Wish.wisher_id == account.id,
                  sa.and_(Wish.submitted_by_id == account.id, Wish.wisher_id.is_(None), over))
    ids = list(db.session.scalars(sa.select(Wish.id).where(mine)))
    taken = list(db.session.scalars(sa.select(Taking.id).where(Taking.wish_id.in_(ids))))
    remove_of("wish", ids)
    remove_of("wish_done", taken)
    quiet = {"synchronize_session": False}
    db.session.execute(sa.update(Wish).where(Wish.id.in_(ids)).values(
        text=ERASED, public_text=None, wisher_id=None, contact_name=None, contact_phone=None, contact_phone_index=None,
        address=None, hardship=None, photo_count=0, version=Wish.version + 1).execution_options(**quiet))
    db.session.execute(sa.update(WishStep).where(WishStep.wish_id.in_(ids), WishStep.actor_id == account.id)
                       .values(text=None).execution_options(**quiet))


def _erase_service(account: Account) -> None:
    quiet = {"synchronize_session": False}
    for row in (Taking, PostTurn):
        owner = row.holder_id if row is Taking else row.account_id
        db.session.execute(sa.update(row).where(owner == account.id).values(text=None).execution_options(**quiet))
    db.session.execute(sa.update(WishStep).where(WishStep.actor_id == account.id).values(text=None)
                       .execution_options(**quiet))
    db.session.execute(sa.update(Seat).where(Seat.account_id == account.id, Seat.left_at.is_(None))
                       .values(left_at=clock.now(), left_because="left").execution_options(**quiet))
