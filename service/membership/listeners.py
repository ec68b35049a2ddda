"""What happens to registrations, groups and records when an earlier package announces something."""

from __future__ import annotations

from service.accounts import events as accounts
from service.courtyard import events as courtyard
from service.feedback import events as feedback
from service.media import policy as media_policy
from service.membership.actions import deciding, ending, groups, personal, records
from service.membership.models.records import ServiceKind
from service.membership.queries import certificates
from service.membership.queries import groups as group_queries
from service.membership.queries import personal as held
from service.membership.queries import records as record_queries
from service.organization import events as organization
from service.party import events as party
from service.wishes import events as wishes


def connect() -> None:
    """Listen to the packages below."""
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    organization.grant_revoked.connect(_revoked)
    party.account_joined.connect(_joined)
    party.member_left.connect(_left)
    feedback.ticket_closed.connect(_ticket_closed)
    wishes.service_confirmed.connect(_service_confirmed)
    courtyard.log_approved.connect(_log_approved)
    media_policy.visible_through(group_queries.pictures_visible_to)


def _erased(account, **_said) -> None:
    personal.anonymise(account)
    groups.forget(account)
    records.forget(account)


def _about(account, **_said) -> list[str]:
    return personal.subjects_about(account)


def _asked(account, **_said) -> dict:
    return held.held_on(account.id) | {
        "service_records": record_queries.held_on(account.id),
        "service_certificates": certificates.held_on(account.id), "wechat_groups": group_queries.owned_by(account.id)}


def _revoked(grant, by=None, **_said) -> None:
    ending.end_of_grant(grant, by=by)


def _joined(member, **_said) -> None:
    deciding.joined(member)


def _left(member, by=None, **_said) -> None:
    ending.end_of_member(member, by=by)


def _ticket_closed(ticket, *, outcome, **_said) -> None:
    records.from_ticket(ticket, outcome)


def _service_confirmed(_source, *, account_id, place, title, minutes, at, kind, ref, **_said) -> None:
    records.bear(account_id=account_id, kind=kind, ref=ref, title=title, place=place, served_at=at, minutes=minutes)


def _log_approved(_log, *, account_ids, place, title, minutes, at, ref, **_said) -> None:
    for account_id in sorted(set(account_ids)):
        records.bear(account_id=account_id, kind=ServiceKind.ACTIVITY, ref=ref, title=title, place=place,
                     served_at=at, minutes=minutes)
