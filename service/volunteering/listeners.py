"""What happens to teams and reports when a role is taken back, a person asks for his data, or leaves."""

from __future__ import annotations

from service.accounts import events as accounts
from service.organization import events as organization
from service.volunteering.actions import leaving
from service.volunteering.queries import members


def connect() -> None:
    """Listen to the packages below."""
    organization.grant_revoked.connect(_revoked)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)


def _revoked(grant, by=None, **_said) -> None:
    leaving.end_with_grant(grant, by=by)


def _erased(account, **_said) -> None:
    leaving.forget(account)


def _asked(account, **_said) -> dict:
    return members.held_on(account.id)
