"""Letters about the work: what was asked, put off, called for, and how much of a limit has passed."""

from __future__ import annotations

from datetime import datetime

from service.feedback.models import Ticket
from service.feedback.notices.letters import speakers, tell, when
from service.feedback.queries import people
from service.notifications import outbox


def asked(ticket: Ticket, text: str) -> None:
    outbox.put(tell(ticket, speakers(ticket), "asked", "请补充情况", f"承办人想问：{text}"))


def replied(ticket: Ticket) -> None:
    outbox.put(tell(ticket, [ticket.holder_id], "replied", "居民已补充情况", "请继续办理。"))


def resumed(ticket: Ticket, why: str) -> None:
    outbox.put(tell(ticket, [*speakers(ticket), ticket.holder_id], "resumed", "恢复办理",
                    f"最迟{when(ticket.answer_by)}前答复。{why}。"))


def requested(ticket: Ticket, what: str, reason: str) -> None:
    outbox.put(tell(ticket, people.supervisors_of(ticket), "requested", f"请审批：{what}", f"理由：{reason}"))


def decided(ticket: Ticket, what: str, granted: bool, until: datetime) -> None:
    """The holder hears the decision; the resident hears of a delay before the limit, and until when."""
    letters = tell(ticket, [ticket.holder_id], "decided", f"{what}{'已同意' if granted else '未同意'}",
                   f"到{when(until)}。" if granted else "请按原时限办理。")
    if granted:
        letters += tell(ticket, speakers(ticket), "delayed", "办理需要更多时间",
                        f"经批准{what}，到{when(until)}，之后继续办理并答复您。")
    outbox.put(letters)


def escalated(ticket: Ticket, reason: str) -> None:
    outbox.put(tell(ticket, people.supervisors_of(ticket), "escalated", "请督办", f"原因：{reason}")
               + tell(ticket, speakers(ticket), "escalated_told", "已上报督办", f"原因：{reason}"))


def warned(ticket: Ticket, accounts: list[int], what: str, percent: int, limit: datetime) -> None:
    """`what`: the limit to "claim" or the one to "answer"."""
    title, verb = {"claim": ("接单时限", "接单"), "answer": ("办理时限", "答复")}[what]
    outbox.put(tell(ticket, accounts, f"{what}_warned_{percent}", f"{title}已过 {percent}%",
                    f"请在{when(limit)}前{verb}。"))


def reopened(ticket: Ticket) -> None:
    """What the resident wrote in his rating stays out of messages."""
    outbox.put(tell(ticket, [ticket.holder_id], "reopened", "没有解决，请重新办理",
                    f"最迟{when(ticket.answer_by)}前答复，请再联系居民。"))
