"""What becomes of candidates when a phone is proved, a member leaves the roster, or a person leaves altogether."""

from __future__ import annotations

from service.accounts import events as accounts
from service.development import actions
from service.development.queries import showing
from service.party import events as party


def connect() -> None:
    """Listen to the packages below."""
    accounts.phone_verified.connect(_phone_verified)
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    party.member_left.connect(_member_left)


def _phone_verified(account, **_said) -> None:
    actions.know(account)


def _erased(account, **_said) -> None:
    actions.anonymise(account)


def _about(account, **_said) -> list[str]:
    return actions.subjects_about(account)


def _asked(account, **_said) -> dict:
    return {"development": showing.held_on(account.id)}


def _member_left(member, **_said) -> None:
    actions.part_from_member(member)
