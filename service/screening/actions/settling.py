"""A check comes to rest: the one place where its state changes, for whatever cause."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.media.actions import open_to_everybody
from service.organization.actors import Actor
from service.screening import events
from service.screening.models import OPEN, CheckState, ContentCheck, Why
from service.wechat.answers import Suggestion

CAUSE = {Suggestion.PASS: Why.UNSEEN, Suggestion.RISKY: Why.RISKY, Suggestion.REVIEW: Why.REVIEW}
LOCKED = (sa.select(ContentCheck).with_for_update(of=ContentCheck, key_share=True)
          .execution_options(populate_existing=True))


def locked(*conditions: sa.ColumnElement[bool]) -> ContentCheck | None:
    """The check that fulfils the conditions, locked until the transaction ends."""
    return db.session.scalar(LOCKED.where(*conditions))


def rest(check: ContentCheck, state: CheckState, *, why: Why | None = None, label: int | None = None,
         by: Actor | None = None, reason: str | None = None, public_text: str | None = None) -> None:
    """Bring a locked check to rest: passed or held without `by`; by a person shown, a text as `public_text`, or hidden.
    Who owns the thing hears it in the same transaction."""
    check.state, check.next_try_at, check.settled_at = state, None, clock.now()
    check.version += 1
    if by is None:
        check.why, check.label = why, label
    else:
        check.decided_by_id, check.decided_at, check.reason = by.account_id, clock.now(), reason
    db.session.flush()
    if check.photo_id is not None:
        open_to_everybody(check.photo_id, state in OPEN)
    events.settled.send(check, public_text=public_text)


def follow(check: ContentCheck, suggestion: Suggestion, label: int | None) -> None:
    """What the platform says becomes of a locked check: a picture that passes is shown, all else a person looks at; the
    platform knows nothing of persons in a text."""
    if suggestion is Suggestion.PASS and check.photo_id is not None:
        rest(check, CheckState.PASSED, label=label)
    else:
        rest(check, CheckState.HELD, why=CAUSE[suggestion], label=label)
