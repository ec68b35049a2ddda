"""What becomes of mediations when a mediator loses his role, leaves the roster, or leaves altogether."""

from __future__ import annotations

from service.accounts import events as accounts
from service.mediation import actions
from service.mediation.queries import showing
from service.organization import events as organization
from service.party import events as party


def connect() -> None:
    """Listen to the packages below."""
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    organization.grant_revoked.connect(_revoked)
    party.member_left.connect(_member_left)


def _erased(account, **_said) -> None:
    actions.leave_all_of(account.id)
    actions.forget_party(account)


def _about(account, **_said) -> list[str]:
    return actions.subjects_about(account)


def _asked(account, **_said) -> dict:
    return {"mediations": showing.held_on(account)}


def _revoked(grant, **_said) -> None:
    actions.leave_where_unentitled(grant.account_id)


def _member_left(member, **_said) -> None:
    if member.account_id is not None:
        actions.leave_where_unentitled(member.account_id)
