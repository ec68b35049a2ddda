"""Who hears about a log: who must look at it, then who wrote it."""

from __future__ import annotations

from collections.abc import Iterable

from service.courtyard.models.logs import ActivityLog
from service.feedback.queries.people import with_roles
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.organization.models import Role


def _tell(log: ActivityLog, accounts: Iterable[int], kind: str, title: str, body: str) -> None:
    day = log.day.on
    outbox.put([Letter(account_id=account, kind=kind, title=title, subject=f"log:{log.id}", place_id=log.community_id,
                       body=f"{log.group.name} {day.month}月{day.day}日的活动记录{body}",
                       dedupe_key=f"log:{log.id}/{log.version}/{kind}/{account}")
                for account in dict.fromkeys(accounts)])


def _hands(log: ActivityLog) -> list[int]:
    return [log.recorder_id, log.submitted_by_id]


def submitted(log: ActivityLog) -> None:
    """The secretary hears; the town's supervisor where the secretary had a hand in it."""
    roles = (Role.BRANCH_SECRETARY, Role.TOWN_SUPERVISOR) if log.for_supervisor else (Role.BRANCH_SECRETARY,)
    deciding = [account for role in roles for account in with_roles(log.place_path, role)]
    _tell(log, [account for account in deciding if account not in _hands(log)], "log_submitted", "请审核活动记录",
          "已提交，请审核。")


def approved(log: ActivityLog) -> None:
    _tell(log, _hands(log), "log_approved", "活动记录已通过", "已审核通过。要更正请写补正。")


def returned(log: ActivityLog) -> None:
    _tell(log, _hands(log), "log_returned", "活动记录退回", f"退回修改。原因：{log.return_reason}")
