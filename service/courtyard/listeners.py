"""What courtyard does when a person asks for his data, or leaves."""

from __future__ import annotations

from service.accounts import events as accounts
from service.courtyard.actions import decisions
from service.courtyard.queries.decisions import naming


def connect() -> None:
    """Listen to the packages below."""
    accounts.data_asked.connect(_asked)
    accounts.account_erased.connect(_erased)


def _asked(account, **_said) -> dict:
    return {"decisions": naming(account.id)}


def _erased(account, **_said) -> None:
    decisions.anonymise(account.id)
