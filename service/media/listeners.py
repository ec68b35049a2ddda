"""What happens to a person's pictures when he asks for his data or leaves."""

from __future__ import annotations

from service.accounts import events
from service.accounts.models import Account
from service.media import actions, queries


def connect() -> None:
    """Listen to accounts."""
    events.account_erased.connect(_forget)
    events.data_asked.connect(_tell)


def _forget(account: Account, **_said) -> None:
    """What hangs on something goes with it, by whoever owns that."""
    actions.remove_loose_of(account.id)


def _tell(account: Account, **_said) -> dict[str, list[dict]]:
    return {"photos": queries.held_on(account.id)}
