"""What contact persons and secretaries hear: the first character of a name, a stage and a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from service.core.text import mask_name
from service.development.models import Candidate
from service.development.queries import people
from service.development.stages import DUE_NAMES, STAGE_NAMES, Reminder
from service.notifications import outbox
from service.notifications.outbox import Letter

TITLES = {Reminder.NEAR: "党员发展：快到期了", Reminder.REACHED: "党员发展：今天到期"}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _tell(candidate: Candidate, accounts: Iterable[int], kind: str, title: str, body: str, once: str) -> None:
    """No `place_id`: who looks after undelivered letters of the place is not of the branch."""
    subject = f"candidate:{candidate.id}"
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, subject=subject,
                       dedupe_key=f"{subject}/{kind}/{once}/{account}") for account in dict.fromkeys(accounts)])


def _who(candidate: Candidate) -> str:
    return f"{STAGE_NAMES[candidate.stage]}{mask_name(candidate.name)}"


def accompanied(candidate: Candidate, accounts: list[int]) -> None:
    _tell(candidate, accounts, "candidate_accompanied", "请您做培养联系人",
          f"支部请您做{_who(candidate)}的培养联系人。", str(candidate.version))


def left_alone(candidate: Candidate) -> None:
    _tell(candidate, people.who_hears(candidate), "candidate_alone", "请重新选培养联系人",
          f"{_who(candidate)}的培养联系人已转出，请重新选定。", str(candidate.version))


def erased(candidate: Candidate) -> None:
    """Told before the name goes."""
    _tell(candidate, people.who_hears(candidate), "candidate_erased", "一名发展人员注销了账号",
          f"{_who(candidate)}注销了账号，线上记录已经匿名并终止，请线下联系本人确认意愿。", str(candidate.version))


def reminded(candidate: Candidate, reminder: Reminder) -> None:
    """What is due, to whom it falls to see to it."""
    _tell(candidate, people.who_hears(candidate), f"candidate_due_{reminder}", TITLES[reminder],
          f"{_who(candidate)}的{DUE_NAMES[candidate.next_due]}应在{_day(candidate.next_due_on)}前完成，完成后请登记。",
          f"{candidate.next_due}/{candidate.next_due_on.isoformat()}")
