"""What happens to a person's messages when he asks for his data or leaves."""

from __future__ import annotations

from service.accounts import events
from service.accounts.models import Account
from service.notifications import actions, queries


def connect() -> None:
    """Listen to accounts."""
    events.account_erased.connect(_forget)
    events.data_asked.connect(_tell)


def _forget(account: Account, **_said) -> None:
    actions.forget(account.id)


def _tell(account: Account, **_said) -> dict[str, list[dict]]:
    return {"messages": queries.held_on(account.id)}
