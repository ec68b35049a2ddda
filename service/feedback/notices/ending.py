"""Letters about answers and endings, what is said against them, and what everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from service.feedback.models import Answer, Objection, Ticket, Verdict
from service.feedback.notices.letters import LEVELS, speakers, speaking, supporting, tell, together, when
from service.feedback.queries import objections
from service.notifications import outbox
from service.notifications.outbox import Letter


def answered(ticket: Ticket, answer: Answer) -> None:
    """Every reporter who waits for it hears the answer and may say whether it is solved. Supporters hear that there is
    one, and what the handler wrote for them."""
    note = answer.public_note if answer.note_is_public else "办事的人已经答复反映人。"
    matters = together(ticket)
    outbox.put(speaking(matters, "answered", "您反映的事有答复了",
                        f"{answer.text} 请评价是否解决，7 天内未评价将自动确认。")
               + supporting(matters, "support_answered", "您附议的事有答复了", note))


def explained(ticket: Ticket, words: str, *, occasion: str) -> None:
    """What supporters may read was looked at after they had heard that there is an answer."""
    outbox.put(supporting(together(ticket), "support_answered", "您附议的事有说明了", words, occasion=occasion))


def answered_before(ticket: Ticket, text: str) -> None:
    """Merged into a matter that is answered already."""
    outbox.put(tell(ticket, speakers(ticket), "answered", "您反映的事有答复了", f"{text} 请评价是否解决。"))


def ended_otherwise(ticket: Ticket, kind: str, title: str, body: str) -> None:
    """Closed in another way than by the resident's rating: every reporter hears why, supporters that it is over."""
    matters = together(ticket)
    outbox.put(speaking(matters, kind, title, body) + _supporters_hear_that_it_is_over(matters))


def _supporters_hear_that_it_is_over(matters: list[Ticket]) -> list[Letter]:
    return supporting(matters, "support_ended", "您附议的事已经办结", "您家还有同样的情况，可以再次反映。")


def refused(ticket: Ticket, kind: str, title: str, body: str) -> None:
    """Closed by a refusal or an ending: everybody concerned hears why, and until when he may object if he has not."""
    matters = together(ticket)
    objected_to = [one for one in matters if one.objected_at]
    may_object = (f"{body} 不同意的，{when(objections.until(ticket.closed_at))}前可以提出异议，"
                  "由上一级没有经手的人另行决定。")
    outbox.put(speaking([one for one in matters if not one.objected_at], kind, title, may_object)
               + speaking(objected_to, kind, title, f"{body} 已经提过一次异议，不能再提；没有解决可以再次反映。")
               + _supporters_hear_that_it_is_over(matters))


def objected(ticket: Ticket, objection: Objection) -> None:
    """Who objected hears who decides until when; who may decide hears of it."""
    outbox.put(tell(ticket, speakers(ticket), "objection_received", "已收到您的异议",
                    f"最迟{when(objection.decide_by)}前由{LEVELS[objection.level]}没有经手的人决定。"))
    objection_waits(ticket, objection, "刚收到")


def objection_waits(ticket: Ticket, objection: Objection, how: str) -> None:
    """Those who may decide an objection hear that it waits."""
    outbox.put(tell(ticket, objections.deciders(ticket, objection.level), "objection_to_decide", "有异议等您决定",
                    f"请在{when(objection.decide_by)}前决定（{how}）。",
                    occasion=f"{ticket.version}/{ticket.objection_warned}"))


def objection_decided(ticket: Ticket, objection: Objection) -> None:
    """Opened again, everybody concerned hears it once; upheld, only who objected. Whose decision it was hears both."""
    if objection.verdict is Verdict.REOPEN:
        matters = together(ticket)
        letters = speaking(matters, "objection_reopened", "异议成立，重新办理",
                           f"最迟{when(ticket.claim_by)}前有人接单，{when(ticket.answer_by)}前答复。{objection.reason}")
        letters += supporting(matters, "support_reopened", "您附议的事重新办理", "有答复时您同样会收到。")
    else:
        letters = tell(ticket, speakers(ticket), "objection_upheld", "异议没有成立",
                       f"维持原来的决定：{objection.reason}")
    outbox.put(letters + tell(ticket, [objection.against_id], "objection_decided", "异议已决定",
                              "重新办理。" if objection.verdict is Verdict.REOPEN else "维持原来的决定。"))


def withdrawn(ticket: Ticket, holder_id: int | None) -> None:
    outbox.put(tell(ticket, [holder_id], "withdrawn", "居民撤回了诉求", "不用再办理了，谢谢。"))


def not_shown(ticket: Ticket, accounts: Iterable[int | None], what: str, reason: str, occasion: str) -> None:
    """A person has decided that not everybody should see it; the matter goes on all the same."""
    outbox.put(tell(ticket, accounts, "not_shown", "没有公开展示",
                    f"{what}没有公开展示，原因：{reason.rstrip('。')}。这件事照常办理，不受影响。", occasion=occasion))
