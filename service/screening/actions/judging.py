"""The platform's verdict on a picture, which may come before we have written down what we asked."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, inserting
from service.screening.actions.settling import follow, locked
from service.screening.models import CheckState, ContentCheck, PictureTrace, Why
from service.wechat.answers import Verdict

TRACES_LAST = timedelta(days=30)


def judge(trace_id: str, verdict: Verdict) -> None:
    """Take a verdict in, whenever and however often it comes; without a check of this name it waits for one."""
    with atomic():
        _complete(trace_id, suggestion=verdict.suggestion, label=verdict.label)


def note_trace(trace_id: str, check_id: int) -> None:
    """The check was asked under this name; a verdict that was faster settles it here."""
    _complete(trace_id, check_id=check_id)


def _complete(trace_id: str, **half) -> None:
    """Write one half of the row. Both sides write the same row, so the second one sees what the first has written."""
    trace = db.session.execute(
        inserting(PictureTrace).values(trace_id=trace_id, at=clock.now(), **half)
        .on_conflict_do_update(index_elements=["trace_id"], set_=half)
        .returning(PictureTrace.check_id, PictureTrace.suggestion, PictureTrace.label)
        .execution_options(synchronize_session=False)).one()
    if trace.check_id is None or trace.suggestion is None:
        return
    check = locked(ContentCheck.id == trace.check_id)
    if check and _is_open(check):
        follow(check, trace.suggestion, trace.label)


def _is_open(check: ContentCheck) -> bool:
    """Whether the platform's word still counts: not after another verdict, and never after a person's."""
    return (check.state in (CheckState.WAITING, CheckState.ASKED)
            or (check.state is CheckState.HELD and check.why is Why.NO_VERDICT))


def forget_traces() -> int:
    """Delete traces older than 30 days, matched or not; returns how many."""
    with atomic() as session:
        return session.execute(sa.delete(PictureTrace).where(PictureTrace.at < clock.now() - TRACES_LAST)
                               .execution_options(synchronize_session=False)).rowcount
