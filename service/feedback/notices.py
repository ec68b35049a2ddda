"""Who hears about it, in plain words: every change somebody must hear of becomes a letter in its transaction.

WeChat shows 19 characters of a body: what matters most, mostly until when, stands first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from service.core.clock import local
from service.feedback.models import Objection, Ticket, Verdict
from service.feedback.queries import objections, people
from service.feedback.routing import Queue, ReviewLevel, Urgency
from service.notifications import outbox
from service.notifications.outbox import Letter

LEVELS = {ReviewLevel.TOWN: "镇街", ReviewLevel.DISTRICT: "区里"}
QUEUE_NAMES = {Queue.COMMUNITY: "社区工作人员", Queue.PARTY_MEMBER: "报到党员", Queue.PUBLIC: "热心群众和志愿者"}


def when(moment: datetime) -> str:
    """`11月22日 15:01`, local."""
    here = local(moment)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def _tell(ticket: Ticket, accounts: Iterable[int | None], kind: str, title: str, body: str, *,
          number: str | None = None, occasion: object = None) -> list[Letter]:
    number, occasion = number or ticket.number, occasion or ticket.version
    return [Letter(account_id=account, kind=kind, title=title, body=f"{body}（编号 {number}）", subject=number,
                   dedupe_key=f"{ticket.number}/{occasion}/{kind}/{account}", place_id=_known_at(ticket),
                   urgent=_is_emergency(ticket))
            for account in dict.fromkeys(account for account in accounts if account)]


def _known_at(ticket: Ticket) -> int:
    """The place whose desk hears when a letter does not arrive: of what is sealed, that of its reviewers."""
    where = {None: ticket.community_id, ReviewLevel.TOWN: ticket.town_id}
    return where.get(ticket.review_level) or int(ticket.place_path.split("/")[1])


def _is_emergency(ticket: Ticket) -> bool:
    return ticket.urgency is Urgency.EMERGENCY or ticket.service_level == "emergency"


def _speakers(ticket: Ticket) -> list[int | None]:
    return [ticket.reporter_id, ticket.submitted_by_id]


def _everybody(ticket: Ticket, kind: str, title: str, body: str) -> list[Letter]:
    """The reporter, who spoke for him, supporters, and the same of every ticket merged into this one."""
    letters = _tell(ticket, [*_speakers(ticket), *people.supporters_of(ticket)], kind, title, body)
    for number, concerned in people.merged_into(ticket):
        letters += _tell(ticket, concerned, kind, title, body, number=number)
    return letters


def submitted(ticket: Ticket) -> None:
    """The reporter gets his receipt; an emergency rings at the community's workers at once. Of what is sealed its
    reviewers hear instead."""
    letters = _tell(ticket, _speakers(ticket), "received", "已收到您的反映",
                    f"最迟{when(ticket.claim_by)}前有人接单，{when(ticket.answer_by)}前答复您。{_whose(ticket)}")
    if _is_emergency(ticket):
        letters += _tell(ticket, people.workers_of(ticket), "emergency", "紧急诉求",
                         f"请在{when(ticket.claim_by)}前接单。")
    elif ticket.review_level:
        letters += _tell(ticket, people.workers_of(ticket), "to_review", "请审看涉及工作人员的诉求",
                         f"请在{when(ticket.claim_by)}前审看，所在社区（村）看不到。")
    outbox.put(letters)


def _whose(ticket: Ticket) -> str:
    if ticket.review_level:
        return f"您反映的内容涉及工作人员，由{LEVELS[ticket.review_level]}审看，社区（村）看不到。"
    return f"现在由{QUEUE_NAMES[ticket.queue]}受理。"


def endangered(ticket: Ticket) -> None:
    """What its resident said later speaks of danger: it rings as if he had said so at first, and at its holder."""
    outbox.put(_tell(ticket, [ticket.holder_id, *people.workers_of(ticket)], "emergency", "补充里提到险情",
                     "请马上联系居民，必要时报 110、119、120。"))


def claimed(ticket: Ticket, holder_name: str) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "claimed", "有人接单了",
                     f"最迟{when(ticket.answer_by)}前答复您，{holder_name}已接下您反映的事。"))


def dispatched(ticket: Ticket, holder_name: str) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "claimed", "已派人办理",
                     f"最迟{when(ticket.answer_by)}前答复您，已派{holder_name}办理。")
               + _tell(ticket, [ticket.holder_id], "dispatched", "有一件事派给了您",
                       f"请在{when(ticket.answer_by)}前答复；办不了可以说明原因后退回。"))


def moved(ticket: Ticket, reason: str) -> None:
    """Released, transferred or fallen through: it waits again, and the resident hears for whom and why."""
    outbox.put(_tell(ticket, _speakers(ticket), "moved", "正在重新派单",
                     f"原因：{reason}。{_whose(ticket)}最迟{when(ticket.claim_by)}前有人接单。"))


def asked(ticket: Ticket, text: str) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "asked", "请补充情况", f"承办人想问：{text}"))


def replied(ticket: Ticket) -> None:
    outbox.put(_tell(ticket, [ticket.holder_id], "replied", "居民已补充情况", "请继续办理。"))


def resumed(ticket: Ticket, why: str) -> None:
    outbox.put(_tell(ticket, [*_speakers(ticket), ticket.holder_id], "resumed", "恢复办理",
                     f"最迟{when(ticket.answer_by)}前答复。{why}。"))


def requested(ticket: Ticket, what: str, reason: str) -> None:
    outbox.put(_tell(ticket, people.supervisors_of(ticket), "requested", f"请审批：{what}", f"理由：{reason}"))


def decided(ticket: Ticket, what: str, granted: bool, until: datetime) -> None:
    """The holder hears the decision; the resident hears of a delay before the limit, and until when."""
    letters = _tell(ticket, [ticket.holder_id], "decided", f"{what}{'已同意' if granted else '未同意'}",
                    f"到{when(until)}。" if granted else "请按原时限办理。")
    if granted:
        letters += _tell(ticket, _speakers(ticket), "delayed", "办理需要更多时间",
                         f"经批准{what}，到{when(until)}，之后继续办理并答复您。")
    outbox.put(letters)


def answered(ticket: Ticket, text: str) -> None:
    """Everybody who waits for it hears the answer and may say whether it is solved."""
    outbox.put(_everybody(ticket, "answered", "您反映的事有答复了", f"{text} 请评价是否解决，7 天内未评价将自动确认。"))


def answered_before(ticket: Ticket, text: str) -> None:
    """Merged into a matter that is answered already."""
    outbox.put(_tell(ticket, _speakers(ticket), "answered", "您反映的事有答复了", f"{text} 请评价是否解决。"))


def reopened(ticket: Ticket) -> None:
    """What the resident wrote in his rating stays out of messages."""
    outbox.put(_tell(ticket, [ticket.holder_id], "reopened", "没有解决，请重新办理",
                     f"最迟{when(ticket.answer_by)}前答复，请再联系居民。"))


def escalated(ticket: Ticket, reason: str) -> None:
    outbox.put(_tell(ticket, people.supervisors_of(ticket), "escalated", "请督办", f"原因：{reason}")
               + _tell(ticket, _speakers(ticket), "escalated_told", "已上报督办", f"原因：{reason}"))


def ended_otherwise(ticket: Ticket, kind: str, title: str, body: str) -> None:
    """Closed in another way than by the resident's rating: everybody concerned hears why."""
    outbox.put(_everybody(ticket, kind, title, body))


def refused(ticket: Ticket, kind: str, title: str, body: str) -> None:
    """Closed by a refusal or an ending: everybody concerned hears why, and until when he may object."""
    ended_otherwise(ticket, kind, title, f"{body} 不同意的，{when(objections.until(ticket.closed_at))}前可以提出异议，"
                                         "由上一级没有经手的人另行决定。")


def objected(ticket: Ticket, objection: Objection) -> None:
    """Who objected hears who decides until when; who may decide hears of it."""
    outbox.put(_tell(ticket, _speakers(ticket), "objection_received", "已收到您的异议",
                     f"最迟{when(objection.decide_by)}前由{LEVELS[objection.level]}没有经手的人决定。"))
    objection_waits(ticket, objection, "刚收到")


def objection_waits(ticket: Ticket, objection: Objection, how: str) -> None:
    """Those who may decide an objection hear that it waits."""
    outbox.put(_tell(ticket, objections.deciders(ticket, objection.level), "objection_to_decide", "有异议等您决定",
                     f"请在{when(objection.decide_by)}前决定（{how}）。",
                     occasion=f"{ticket.version}/{ticket.objection_warned}"))


def objection_decided(ticket: Ticket, objection: Objection) -> None:
    """Opened again, everybody concerned hears it once; upheld, only who objected. Whose decision it was hears both."""
    if objection.verdict is Verdict.REOPEN:
        letters = _everybody(ticket, "objection_reopened", "异议成立，重新办理",
                             f"最迟{when(ticket.claim_by)}前有人接单，{when(ticket.answer_by)}前答复。{objection.reason}")
    else:
        letters = _tell(ticket, _speakers(ticket), "objection_upheld", "异议没有成立",
                        f"维持原来的决定：{objection.reason}")
    outbox.put(letters + _tell(ticket, [objection.against_id], "objection_decided", "异议已决定",
                               "重新办理。" if objection.verdict is Verdict.REOPEN else "维持原来的决定。"))


def withdrawn(ticket: Ticket, holder_id: int | None) -> None:
    outbox.put(_tell(ticket, [holder_id], "withdrawn", "居民撤回了诉求", "不用再办理了，谢谢。"))


def not_shown(ticket: Ticket, accounts: Iterable[int | None], what: str, reason: str, occasion: str) -> None:
    """A person has decided that not everybody should see it; the matter goes on all the same."""
    outbox.put(_tell(ticket, accounts, "not_shown", "没有公开展示",
                     f"{what}没有公开展示，原因：{reason.rstrip('。')}。这件事照常办理，不受影响。", occasion=occasion))


def merged(ticket: Ticket, into: Ticket) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "merged", "与同一件事一起办理",
                     f"有答复时您同样会收到，也可以评价。与 {into.number} 是同一件事，一起办理。"))


def unmerged(ticket: Ticket) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "unmerged", "恢复单独办理",
                     f"最迟{when(ticket.claim_by)}前有人接单。"))


def forwarded(ticket: Ticket, system: str, external_id: str | None) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "forwarded", "已转有关部门",
                     f"已转到{system}{'，那边的编号是 ' + external_id if external_id else ''}，我们会跟到有结果。"))


def accepted_outside(ticket: Ticket, system: str, external_id: str) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "accepted_outside", "有关部门已受理",
                     f"{system}已受理，那边的编号是 {external_id}，我们会跟到有结果。"))


def progressed_outside(ticket: Ticket, system: str, text: str) -> None:
    outbox.put(_tell(ticket, _speakers(ticket), "progressed_outside", "有关部门有进展", f"{system}：{text}"))


def returned_from_outside(ticket: Ticket, system: str, reason: str) -> None:
    """It waits with us again: the resident hears why, and the town, which must see that somebody takes it."""
    moved(ticket, f"{system}退回，{reason}")
    outbox.put(_tell(ticket, people.supervisors_of(ticket), "returned_from_outside", "外部系统退回",
                     f"{system}退回，请督促办理。原因：{reason}"))


def warned(ticket: Ticket, accounts: list[int], what: str, percent: int, limit: datetime) -> None:
    """`what`: the limit to "claim" or the one to "answer"."""
    title, verb = {"claim": ("接单时限", "接单"), "answer": ("办理时限", "答复")}[what]
    outbox.put(_tell(ticket, accounts, f"{what}_warned_{percent}", f"{title}已过 {percent}%",
                     f"请在{when(limit)}前{verb}。"))
