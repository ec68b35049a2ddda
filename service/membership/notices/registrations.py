"""Who hears about a registration: the community's workers, and the member as far as he has an account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from service.membership.models.registration import Registration
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.organization.models import Place, Role
from service.organization.queries.people import people_with


def _workers(community: Place) -> list[int]:
    return [person.account_id for person in people_with(Role.COMMUNITY_WORKER, community)]


def _tell(registration: Registration, accounts: Iterable[int | None], kind: str, title: str, body: str) -> None:
    subject = registration.number or f"registration:{registration.id}"
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, subject=subject,
                       dedupe_key=f"registration/{registration.id}/{registration.version}/{kind}/{account}",
                       place_id=registration.community_id)
                for account in dict.fromkeys(accounts) if account is not None])


def applied(registration: Registration) -> None:
    """A new application: the workers of the community look at it."""
    _tell(registration, _workers(registration.community), "registration_applied", "有党员申请报到",
          f"有一名在职党员申请到{registration.community.name}报到，请受理或退回并说明原因。")


def list_came(community: Place, count: int, *, list_id: str) -> None:
    """A unit's list: one letter for all of its applications with this community."""
    outbox.put([Letter(
        account_id=account, kind="registration_list_came", title="有单位集体申请报到",
        body=f"有 {count} 名在职党员由单位申请到{community.name}报到，请受理或退回并说明原因。",
        dedupe_key=f"registration/list/{list_id}/{community.id}/{account}", place_id=community.id)
        for account in _workers(community)])


def accepted(registration: Registration) -> None:
    """The receipt, and what is open now."""
    _tell(registration, [registration.account_id], "registration_accepted", "报到已受理",
          f"{registration.community.name}已受理您的报到，受理编号 {registration.number}。"
          "现在可以在这里接单、认领微心愿和岗位。")


def returned(registration: Registration) -> None:
    """Why it was returned, and how to go on."""
    _tell(registration, [registration.account_id], "registration_returned", "报到已退回",
          f"{registration.community.name}退回了您的报到申请：{registration.return_reason.rstrip('。')}。可以修改后再次申请。")


def ended(registration: Registration, *, by_himself: bool) -> None:
    """The member hears what others did; the workers what he did himself."""
    accounts = _workers(registration.community) if by_himself else [registration.account_id]
    _tell(registration, accounts, "registration_ended", "报到已结束",
          f"在{registration.community.name}的报到（受理编号 {registration.number}）已结束："
          f"{registration.ended_reason.rstrip('。')}。")


def waiting(community: Place, count: int, day: date) -> None:
    """Applications the community has left lying for more than five working days; once a day."""
    outbox.put([Letter(
        account_id=account, kind="registrations_waiting", title="报到申请等待受理",
        body=f"{community.name}有 {count} 份报到申请已等待超过 5 个工作日，请受理或退回并说明原因。",
        dedupe_key=f"registrations/waiting/{community.id}/{day}/{account}", place_id=community.id)
        for account in _workers(community)])
