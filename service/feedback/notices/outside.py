"""Letters about what an outside system has in hand."""

from __future__ import annotations

from service.feedback.models import Ticket
from service.feedback.notices.coming import moved
from service.feedback.notices.letters import speakers, tell
from service.feedback.queries import people
from service.notifications import outbox


def forwarded(ticket: Ticket, system: str, external_id: str | None) -> None:
    outbox.put(tell(ticket, speakers(ticket), "forwarded", "已转有关部门",
                    f"已转到{system}{'，那边的编号是 ' + external_id if external_id else ''}，我们会跟到有结果。"))


def accepted_outside(ticket: Ticket, system: str, external_id: str) -> None:
    outbox.put(tell(ticket, speakers(ticket), "accepted_outside", "有关部门已受理",
                    f"{system}已受理，那边的编号是 {external_id}，我们会跟到有结果。"))


def progressed_outside(ticket: Ticket, system: str, text: str) -> None:
    outbox.put(tell(ticket, speakers(ticket), "progressed_outside", "有关部门有进展", f"{system}：{text}"))


def returned_from_outside(ticket: Ticket, system: str, reason: str) -> None:
    """It waits with us again: the resident hears why, and the town, which must see that somebody takes it."""
    moved(ticket, f"{system}退回，{reason}")
    outbox.put(tell(ticket, people.supervisors_of(ticket), "returned_from_outside", "外部系统退回",
                    f"{system}退回，请督促办理。原因：{reason}"))
