"""Who hears about a yearly feedback: member, unit, community; a unit hears once a day, not once a member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from service.core import clock
from service.core.clock import local
from service.membership.models.feedback import FeedbackPeriod, YearlyFeedback
from service.membership.models.registration import Registration
from service.membership.queries.feedback import administrators_of
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.organization.models import Place, Role
from service.organization.queries.people import people_with


def _put(accounts: Iterable[int | None], kind: str, title: str, body: str, *, once: str, place_id: int) -> None:
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, place_id=place_id,
                       dedupe_key=f"{kind}/{once}/{account}")
                for account in dict.fromkeys(accounts) if account is not None])


def _workers(community: Place) -> list[int]:
    return [person.account_id for person in people_with(Role.COMMUNITY_WORKER, community)]


def _today() -> date:
    return local(clock.now()).date()


def written(registration: Registration, period: FeedbackPeriod) -> None:
    """The member reads what was written about him, the unit that there is something to acknowledge."""
    _put([registration.account_id], "feedback_written", f"{period.name}双向反馈",
         f"{registration.community.name}写了对您的反馈，您可以查看并答复。", once=f"{registration.id}/{period.id}",
         place_id=registration.community_id)
    _put(administrators_of(registration.unit_id), "feedback_to_acknowledge", f"{period.name}双向反馈",
         "有社区写了对本单位党员的反馈，请查看并确认。", once=f"{registration.unit_id}/{period.id}/{_today()}",
         place_id=registration.community_id)


def acknowledged(registration: Registration, period: FeedbackPeriod) -> None:
    """The member hears that his unit has read it."""
    _put([registration.account_id], "feedback_acknowledged", f"{period.name}双向反馈",
         "单位已确认社区对您的反馈。", once=f"{registration.id}/{period.id}", place_id=registration.community_id)


def replied(registration: Registration, feedback: YearlyFeedback) -> None:
    """Community and unit hear that the member has answered."""
    _put([*_workers(registration.community), *administrators_of(registration.unit_id)], "feedback_replied",
         "党员答复了反馈", f"一名党员答复了对他的反馈（受理编号 {registration.number}）。",
         once=f"{feedback.id}/{feedback.version}", place_id=registration.community_id)


def corrected(registration: Registration, feedback: YearlyFeedback) -> None:
    """Member and unit hear of a correction."""
    _put([registration.account_id, *administrators_of(registration.unit_id)], "feedback_corrected", "反馈有更正",
         f"{registration.community.name}更正了一份反馈（受理编号 {registration.number}）。",
         once=f"{feedback.id}/{feedback.version}", place_id=registration.community_id)


def unwritten(community: Place, count: int, period: FeedbackPeriod, reminder: int) -> None:
    """Before the day the community shall have written."""
    _put(_workers(community), "feedback_unwritten", f"{period.name}双向反馈",
         f"{community.name}还有 {count} 名报到党员的反馈没有写，请在"
         f"{period.write_by.month}月{period.write_by.day}日前完成。",
         once=f"{community.id}/{period.id}/{reminder}", place_id=community.id)


def unacknowledged(unit_id: int, place_id: int, count: int) -> None:
    """What a unit has left unacknowledged for two or four weeks."""
    _put(administrators_of(unit_id), "feedback_unacknowledged", "双向反馈等待确认",
         f"有 {count} 份社区对本单位党员的反馈等待确认。", once=f"{unit_id}/{_today()}", place_id=place_id)
