"""Safeguards as staff read them: all that live, one with its versions, and what the fixed list says to it."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.feedback import drafting, policy
from service.feedback.catalogue import as_guard
from service.feedback.models import SafeguardRule
from service.feedback.queries.catalogue import current
from service.feedback.queries.safety import safety
from service.organization.actors import Actor

_ROWS = (sa.select(SafeguardRule, Account.display_name).outerjoin(Account, SafeguardRule.saved_by_id == Account.id)
         .execution_options(populate_existing=True))


def safeguards(by: Actor) -> Page:
    """The live safeguards, by number: there are some ten. Raises Forbidden."""
    _must_be_staff(by)
    rows = db.session.execute(_ROWS.where(SafeguardRule.retired_at.is_(None)).order_by(SafeguardRule.safeguard_id))
    return Page([_shown(*row) for row in rows], None)


def safeguard(safeguard_id: int, by: Actor) -> dict:
    """One safeguard in its newest version, with all its `versions`, newest first, and what the newest changed of the
    fixed list (`safety`). Raises Forbidden, NotFound."""
    _must_be_staff(by)
    rows = db.session.execute(_ROWS.where(SafeguardRule.safeguard_id == safeguard_id)
                              .order_by(SafeguardRule.version.desc())).all()
    if not rows:
        raise NotFound("没有这条底线规则。", code="safeguard_unknown")
    return _shown(*rows[0]) | {"versions": [_version(*row) for row in rows],
                               "safety": _safety([row for row, _saver in rows])}


def _safety(versions: list[SafeguardRule]) -> dict:
    live = current()
    others = [guard for guard in live.guards if guard.id != versions[0].safeguard_id]
    before = live.with_guards(others + [as_guard(row) for row in versions[1:2]])
    return safety(before, live)


def _must_be_staff(by: Actor) -> None:
    if not policy.may_preview_rules(by):
        raise Forbidden()


def _version(row: SafeguardRule, saver: str | None) -> dict:
    return {"version": row.version, **drafting.typed_safeguard(row), "saved_by": saver, "saved_at": iso(row.saved_at),
            "retired_at": iso(row.retired_at)}


def _shown(row: SafeguardRule, saver: str | None) -> dict:
    return {"safeguard_id": row.safeguard_id, **_version(row, saver)}
