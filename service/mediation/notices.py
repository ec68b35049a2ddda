"""What mediators hear: plain sentences that name no party and no fact, as they leave for a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from service.mediation.catalogue import DISPUTE_NAMES
from service.mediation.limits import Reminder
from service.mediation.models import Mediation
from service.notifications import outbox
from service.notifications.outbox import Letter

REMINDERS = {
    Reminder.LIMIT_NEAR: ("调解快到期了", "将在{day}到期，请抓紧调解；双方同意的，可以登记延长。"),
    Reminder.LIMIT_REACHED: ("调解已到期", "{day}到期。调解不成的，请登记结果并告知双方仲裁、行政、诉讼等途径。"),
    Reminder.PERFORMANCE_DUE: ("协议到履行期限", "的协议约定在{day}前履行，请回访并登记。"),
    Reminder.REVISIT_DUE: ("请回访", "的协议已达成三十天（{day}），请回访履行情况并登记。"),
}


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _tell(mediation: Mediation, accounts: Iterable[int], kind: str, title: str, body: str, once: str) -> None:
    """No `place_id`: who looks after undelivered letters of the place need not learn of the case."""
    case = f"您调解的{DISPUTE_NAMES[mediation.type]}纠纷（编号 {mediation.id}）"
    subject = f"mediation:{mediation.id}"
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=case + body, subject=subject,
                       dedupe_key=f"{subject}/{kind}/{once}/{account}") for account in dict.fromkeys(accounts)])


def joined(mediation: Mediation, account_id: int, membership_id: int) -> None:
    _tell(mediation, [account_id], "mediation_joined", "请您一起调解", "已把您加为调解员，内容只有调解员能看。",
          str(membership_id))


def inherited(mediation: Mediation, account_id: int, membership_id: int) -> None:
    _tell(mediation, [account_id], "mediation_inherited", "有一件调解转给您", "原来的调解员不再承办，请您接着办理。",
          str(membership_id))


def reminded(mediation: Mediation, accounts: list[int], reminder: Reminder, day: date) -> None:
    """Also before the limit it is the limit that is named, not the day of the reminder."""
    title, body = REMINDERS[reminder]
    named = mediation.due_on if reminder is Reminder.LIMIT_NEAR else day
    _tell(mediation, accounts, f"mediation_{reminder}", title, body.format(day=_day(named)), day.isoformat())
