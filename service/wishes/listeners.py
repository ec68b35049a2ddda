"""What happens to wishes and posts when a person proves his phone, loses a grant, asks for his data, or leaves."""

from __future__ import annotations

from service.accounts import events as accounts
from service.media import policy as media_policy
from service.notifications import policy as letters
from service.organization import events as organization
from service.wishes.actions import arranging, personal, taking
from service.wishes.queries import personal as held
from service.wishes.queries.showing import photos_visible_to


def connect() -> None:
    """Listen to the packages below, and tell media who may see the pictures of wishes."""
    accounts.phone_verified.connect(_phone_verified)
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    organization.grant_revoked.connect(_revoked)
    media_policy.visible_through(photos_visible_to)
    letters.others_matters_through(held.subjects_of_others)


def _phone_verified(account, **_said) -> None:
    personal.adopt(account)


def _erased(account, **_said) -> None:
    personal.anonymise(account)


def _about(account, **_said) -> list[str]:
    return personal.subjects_about(account)


def _asked(account, **_said) -> dict:
    return {"wishes": held.wishes_of(account.id), "wish_takings": held.takings_of(account.id),
            "post_seats": held.seats_of(account.id), "post_turns": held.turns_of(account.id)}


def _revoked(grant, **_said) -> None:
    taking.release_of_unentitled(grant.account_id)
    arranging.leave_where_unentitled(grant.account_id)
