"""What others were told about things whose person is gone: letters stay as a line of their inbox, without words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from service.core import personal
from service.core.database import atomic
from service.notifications.models import Message

AT_ONCE = 500


def empty_letters(subjects: Iterable[str], *, why: str = personal.ERASED, kinds: Sequence[str] = ()) -> None:
    """Empty every letter about these subjects, or those of these `kinds` alone; `why` stands in its place."""
    named = sorted(set(subjects))
    with atomic() as session:
        for start in range(0, len(named), AT_ONCE):
            about = Message.subject.in_(named[start:start + AT_ONCE])
            wanted = sa.and_(about, Message.kind.in_(kinds)) if kinds else about
            ids = session.scalars(sa.select(Message.id).where(wanted).order_by(Message.id).with_for_update()).all()
            personal.empty(Message, Message.id.in_(ids), why=why)
