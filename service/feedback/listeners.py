"""What happens to tickets when a person proves his phone, loses a grant, asks for his data, or leaves."""

from __future__ import annotations

from service.accounts import events as accounts
from service.feedback.actions import clockwork, personal, publishing
from service.feedback.queries import personal as held
from service.feedback.queries import publicity
from service.media import policy as media_policy
from service.notifications import policy as letters
from service.organization import events as organization
from service.screening import events as screening
from service.screening import subjects


def connect() -> None:
    """Listen to the packages below, and tell media and screening what of tickets everybody may see."""
    accounts.phone_verified.connect(_phone_verified)
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    organization.grant_revoked.connect(_revoked)
    screening.settled.connect(_settled)
    media_policy.visible_through(held.photos_visible_to)
    letters.others_matters_through(held.subjects_of_others)
    media_policy.open_through(publicity.open_to_everybody)
    for about, source in publicity.SOURCES.items():
        subjects.tell(about, source)


def _phone_verified(account, **_said) -> None:
    personal.adopt(account)


def _erased(account, **_said) -> None:
    personal.anonymise(account)


def _about(account, **_said) -> list[str]:
    return personal.subjects_about(account)


def _asked(account, **_said) -> dict:
    return {"tickets": held.tickets_of(account.id)}


def _revoked(grant, **_said) -> None:
    clockwork.release_of_unentitled(grant.account_id)


def _settled(check, public_text, **_said) -> None:
    publishing.follow(check, public_text)
