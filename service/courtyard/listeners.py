"""What courtyard does when a person asks for his data, leaves or loses a role; who may see the pictures of logs."""

from __future__ import annotations

from service.accounts import events as accounts
from service.courtyard.actions import approving, decisions, drafting, log_items, opinions
from service.courtyard.queries.decisions import naming
from service.courtyard.queries.log_persons import logs_of, presences_of
from service.courtyard.queries.logs import photos_visible_to
from service.feedback import events as feedback
from service.media import policy as media_policy
from service.organization import events as organization
from service.organization.models import Role
from service.party import events as party


def connect() -> None:
    """Listen to the packages below, and tell media who may see the pictures of logs."""
    accounts.data_asked.connect(_asked)
    accounts.about_asked.connect(_about)
    accounts.words_taken.connect(_words_taken)
    accounts.account_erased.connect(_erased)
    feedback.person_forgotten.connect(_words_forgotten)
    party.member_forgotten.connect(_forgotten)
    organization.grant_revoked.connect(_revoked)
    media_policy.visible_through(photos_visible_to)


def _asked(account, **_said) -> dict:
    return {"decisions": naming(account.id), "activity_logs": logs_of(account.id),
            "presences": presences_of(account.id)}


def _erased(account, **_said) -> None:
    drafting.anonymise(account.id)
    decisions.anonymise(account.id)


def _about(account, **_said) -> list[str]:
    return decisions.subjects_about(account.id)


def _words_taken(_account, *, subjects, **_said) -> None:
    log_items.empty(subjects)


def _words_forgotten(_nobody, *, ids, why, matter_too, **_said) -> None:
    if matter_too:
        opinions.empty(ids, why)


def _forgotten(member, **_said) -> None:
    drafting.forget_reasons(member.id)


def _revoked(grant, **_said) -> None:
    if grant.role is Role.BRANCH_SECRETARY:
        approving.hand_to_town(grant.place.path)
