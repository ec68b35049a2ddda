"""Letters about where a matter goes: received, taken on, sent elsewhere, joined with another."""

from __future__ import annotations

from service.feedback.models import Ticket
from service.feedback.notices.letters import LEVELS, QUEUE_NAMES, is_emergency, speakers, tell, when
from service.feedback.queries import people
from service.notifications import outbox


def submitted(ticket: Ticket) -> None:
    """The reporter gets his receipt; an emergency rings at the community's workers at once."""
    letters = tell(ticket, speakers(ticket), "received", "已收到您的反映",
                   f"最迟{when(ticket.claim_by)}前有人接单，{when(ticket.answer_by)}前答复您。{_whose(ticket)}")
    if is_emergency(ticket):
        letters += tell(ticket, people.workers_of(ticket), "emergency", "紧急诉求",
                        f"请在{when(ticket.claim_by)}前接单。")
    elif ticket.review_level:
        letters += tell(ticket, people.workers_of(ticket), "to_review", "请审看涉及工作人员的诉求",
                        f"请在{when(ticket.claim_by)}前审看，所在社区（村）看不到。")
    outbox.put(letters)


def _whose(ticket: Ticket) -> str:
    if ticket.review_level:
        return f"您反映的内容涉及工作人员，由{LEVELS[ticket.review_level]}审看，社区（村）看不到。"
    return f"现在由{QUEUE_NAMES[ticket.queue]}受理。"


def endangered(ticket: Ticket) -> None:
    """What its resident said later speaks of danger: it rings as if he had said so at first, and at its holder."""
    outbox.put(tell(ticket, [ticket.holder_id, *people.workers_of(ticket)], "emergency", "补充里提到险情",
                    "请马上联系居民，必要时报 110、119、120。"))


def claimed(ticket: Ticket, holder_name: str) -> None:
    outbox.put(tell(ticket, speakers(ticket), "claimed", "有人接单了",
                    f"最迟{when(ticket.answer_by)}前答复您，{holder_name}已接下您反映的事。"))


def dispatched(ticket: Ticket, holder_name: str) -> None:
    outbox.put(tell(ticket, speakers(ticket), "claimed", "已派人办理",
                    f"最迟{when(ticket.answer_by)}前答复您，已派{holder_name}办理。")
               + tell(ticket, [ticket.holder_id], "dispatched", "有一件事派给了您",
                      f"请在{when(ticket.answer_by)}前答复；办不了可以说明原因后退回。"))


def moved(ticket: Ticket, reason: str) -> None:
    """Released, transferred or fallen through: it waits again, and the resident hears for whom and why."""
    outbox.put(tell(ticket, speakers(ticket), "moved", "正在重新派单",
                    f"原因：{reason}。{_whose(ticket)}最迟{when(ticket.claim_by)}前有人接单。"))


def merged(ticket: Ticket, into: Ticket) -> None:
    outbox.put(tell(ticket, speakers(ticket), "merged", "与同一件事一起办理",
                    f"有答复时您同样会收到，也可以评价。与 {into.number} 是同一件事，一起办理。"))


def unmerged(ticket: Ticket) -> None:
    outbox.put(tell(ticket, speakers(ticket), "unmerged", "恢复单独办理",
                    f"最迟{when(ticket.claim_by)}前有人接单。"))
