"""save, change, retire a safeguard: every version is kept, what would let danger or an accusation pass is refused."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.errors import Invalid, NotFound
from service.core.opening import Seen, refuse_in_order
from service.feedback import drafting, policy
from service.feedback.actions.cataloguing import adding_to_the_catalogue, changing_the_catalogue
from service.feedback.catalogue import as_guard
from service.feedback.models import SafeguardRule
from service.feedback.queries.safety import unsafe
from service.feedback.routing import Guard, GuardSet, Safeguard
from service.feedback.routing.patterns import flaw
from service.organization.actors import Actor


class UnknownSafeguard(NotFound):
    code = "safeguard_unknown"
    detail = "没有这条底线规则，或它已经停用。"


def save_safeguard(*, by: Actor, kind: Safeguard, **fields) -> SafeguardRule:
    """A new safeguard in version 1; `fields` as in `POST /safeguards`. Returns the row.

    Raises Forbidden, Invalid (`safeguard_broken`; `safeguard_too_weak`, with the `sentences`).
    """
    with adding_to_the_catalogue(by) as session:
        number = (session.scalar(sa.select(sa.func.max(SafeguardRule.safeguard_id))) or 0) + 1
        row = _sound(fields, safeguard_id=number, version=1, kind=kind)
        live = _live(session)
        _check_strength(live, [*live, as_guard(row)])
        return _written(session, row, by=by, before=None)


def change_safeguard(safeguard_id: int, *, by: Actor, seen: Seen = None, **fields) -> SafeguardRule:
    """A new version in the place of the live one, of the same kind. Returns the new row.

    Raises Forbidden, UnknownSafeguard, Stale, Invalid (`safeguard_broken`; `safeguard_too_weak`, with the `sentences`).
    """
    with changing_the_catalogue() as session:
        old = _found(session, safeguard_id, by, seen)
        row = _sound(fields, safeguard_id=safeguard_id, version=old.version + 1, kind=old.kind)
        live = _live(session)
        _check_strength(live, [*_without(live, safeguard_id), as_guard(row)])
        _retire(session, old)
        return _written(session, row, by=by, before=drafting.typed_safeguard(old))


def retire_safeguard(safeguard_id: int, *, by: Actor, seen: Seen = None) -> None:
    """Take a safeguard out of use; its versions stay readable.

    Raises Forbidden, UnknownSafeguard, Stale, Invalid (`last_safeguard`; `safeguard_too_weak`, with the `sentences`).
    """
    with changing_the_catalogue() as session:
        old, live = _found(session, safeguard_id, by, seen), _live(session)
        left = _without(live, safeguard_id)
        if all(guard.kind is not old.kind for guard in left):
            raise Invalid("这是这一类最后一条底线规则，不能停用；可以修改。", code="last_safeguard",
                          fields={"safeguard": ["这是这一类最后一条底线规则，不能停用。"]})
        _check_strength(live, left)
        _retire(session, old)
        audit.record("safeguard_change", by=by, subject=f"safeguard:{safeguard_id}", version=old.version,
                     before=drafting.typed_safeguard(old), after=None)


def _found(session: Session, safeguard_id: int, by: Actor, seen: Seen) -> SafeguardRule:
    row = session.scalar(sa.select(SafeguardRule).execution_options(populate_existing=True).where(
        SafeguardRule.safeguard_id == safeguard_id, SafeguardRule.retired_at.is_(None)))
    if row is None:
        raise UnknownSafeguard()
    refuse_in_order(row, seen=seen, may=policy.may_edit_rules(by))
    return row


def _live(session: Session) -> list[Guard]:
    return [as_guard(row) for row in session.scalars(
        sa.select(SafeguardRule).where(SafeguardRule.retired_at.is_(None)).order_by(SafeguardRule.safeguard_id))]


def _without(live: list[Guard], safeguard_id: int) -> list[Guard]:
    return [guard for guard in live if guard.id != safeguard_id]


def _sound(fields: dict, **known) -> SafeguardRule:
    """The row, not yet in a session. Raises Invalid `safeguard_broken`."""
    row = SafeguardRule(**{"unless": [], "review_level": None} | fields | known)
    wrong = {name: found for name in ("words", "unless")
             if (found := [said for entry in getattr(row, name)
                           if (said := flaw(entry, written_out=name == "unless"))])}
    if not row.words:
        wrong["words"] = ["请至少写一个词。"]
    if (row.kind == Safeguard.ACCUSATION) is not bool(row.review_level):
        wrong["review_level"] = ["反映干部问题的必须写明由镇街还是区里审看，其他的不用写。"]
    if wrong:
        raise Invalid("这条底线规则有问题，没有保存。", code="safeguard_broken", fields=wrong)
    return row


def _check_strength(live: list[Guard], proposed: list[Guard]) -> None:
    """No sentence of the fixed list may become unsafe by a change."""
    before = unsafe(GuardSet(live))
    weak = [sentence.text for sentence in unsafe(GuardSet(proposed)) if sentence not in before]
    if weak:
        raise Invalid("这样改，有的险情或对干部的反映就会漏过，没有保存。", code="safeguard_too_weak", sentences=weak,
                      fields={"words": [f"“{text}”就不再安全。" for text in weak]})


def _retire(session: Session, row: SafeguardRule) -> None:
    row.retired_at = clock.now()
    session.flush()  # before the next version comes: only one may live


def _written(session: Session, row: SafeguardRule, *, by: Actor, before: dict | None) -> SafeguardRule:
    row.saved_by_id, row.saved_at, row.retired_at = by.account_id, clock.now(), None
    session.add(row)
    session.flush()
    audit.record("safeguard_change", by=by, subject=f"safeguard:{row.safeguard_id}", version=row.version,
                 before=before, after=drafting.typed_safeguard(row))
    return row
