"""Put up for a check: rows written with the change itself, worked off after commit."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import clock, jobs, personal
from service.core.database import after_commit, atomic, db, execute, inserting
from service.media.queries import ids_of
from service.screening.models import CheckState, ContentCheck

WORK = "content_checks"


def put(about: str, about_id: int, *, account_id: int, text: bool = True, photos: Sequence[str] = ()) -> None:
    """Put a text and its pictures up for a check, in the caller's transaction and one INSERT; what was put up before
    is left as it is."""
    subjects = ([None] if text else []) + list(photos)
    if not subjects:
        return
    moment = clock.now()
    rows = [{"about": about, "about_id": about_id, "photo_id": photo, "account_id": account_id, "version": 1,
             "state": CheckState.WAITING, "put_at": moment, "next_try_at": moment, "tries": 0} for photo in subjects]
    execute(inserting(ContentCheck.__table__).on_conflict_do_nothing(), rows if len(rows) > 1 else rows[0])
    after_commit(lambda: jobs.wake(WORK))


def put_again(about: str, about_id: int, *, account_id: int) -> ContentCheck:
    """The same for what was written before and is wanted by everybody only now: what was not answered is asked at
    once, what was settled stands. Returns the check of the text."""
    with atomic():
        photos = [row.id for row in ids_of(about, [about_id]) if not row.is_public]
        put(about, about_id, account_id=account_id, photos=photos)
        db.session.execute(
            sa.update(ContentCheck).where(_of(about, about_id), sa.or_(
                ContentCheck.state == CheckState.WAITING,
                sa.and_(ContentCheck.state == CheckState.ASKED, ContentCheck.next_try_at.is_(None))))
            .values(state=CheckState.WAITING, next_try_at=clock.now(), put_at=clock.now(), tries=0)
            .execution_options(synchronize_session=False))
        return db.session.scalars(sa.select(ContentCheck).where(_of(about, about_id), ContentCheck.photo_id.is_(None))
                                  .execution_options(populate_existing=True)).one()


def lock(about: str, about_id: int) -> None:
    """Hold every check of a thing until the transaction ends: before the thing itself is locked, as verdicts do."""
    db.session.execute(sa.select(ContentCheck.id).where(_of(about, about_id)).order_by(ContentCheck.id)
                       .with_for_update(key_share=True))


def _of(about: str, about_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(ContentCheck.about == about, ContentCheck.about_id == about_id)


def forget(account_id: int) -> None:
    """The person leaves: nothing of his is checked any more, and what was written about it goes."""
    with atomic():
        personal.empty(ContentCheck, ContentCheck.account_id == account_id, next_try_at=None)


def empty_reasons(about: str, ids: Sequence[int]) -> None:
    """What reviewers wrote about these things goes, in the caller's transaction; what they decided stays."""
    personal.empty(ContentCheck, ContentCheck.about == about, ContentCheck.about_id.in_(ids))
