"""What organization adds when accounts asks or announces something about a person."""

from __future__ import annotations

from service.accounts import events
from service.accounts.models import Account
from service.organization.actions import grants
from service.organization.queries.grants import grants_held_by
from service.organization.queries.people import actor_of_account, is_staff


def connect() -> None:
    """Listen to accounts."""
    events.staff_asked.connect(_is_staff)
    events.data_asked.connect(_held_on)
    events.account_erased.connect(_left)


def _is_staff(account: Account) -> bool:
    return is_staff(account.id)


def _held_on(account: Account) -> dict:
    return {"grants": grants_held_by(account.id)}


def _left(account: Account) -> None:
    grants.end_all_of(account.id, by=actor_of_account(account.id))
