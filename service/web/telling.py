"""How a matter stands, said as one would say it to a neighbour: who has it, until when, why it is late."""

from __future__ import annotations

from datetime import datetime

from service.feedback.models import Verdict
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State, Verb
from service.web.words import moment, span

TAKERS = {Queue.COMMUNITY: "社区工作人员", Queue.PARTY_MEMBER: "报到党员", Queue.PUBLIC: "热心群众和志愿者"}
SEE_BELOW = "，见下面的经过"
ENDS = {Outcome.CONFIRMED: "已经办结，反映人已评价。",
        Outcome.AUTO_CONFIRMED: "已经办结。答复后 7 天没有评价，自动确认。",
        Outcome.REJECTED: f"没有受理{SEE_BELOW}。", Outcome.WITHDRAWN: "已经撤回，不再办理。",
        Outcome.MERGED: "和别人反映的同一件事一起办理，有答复时您同样会收到。",
        Outcome.FORWARDED_DONE: f"其他部门已经办结{SEE_BELOW}。", Outcome.ENDED: f"已经终结{SEE_BELOW}。"}
STEPS = {
    Verb.SUBMIT: "{who}提交了这件事", Verb.APPROVE: "{who}看过了，等人接单", Verb.REJECT: "{who}没有受理",
    Verb.RECATEGORIZE: "{who}改了类别", Verb.CLAIM: "{who}接下了这件事", Verb.DISPATCH: "{who}派人办理",
    Verb.RELEASE: "{who}退回了，等别人接单", Verb.TRANSFER: "{who}转给了更合适的人",
    Verb.FALL_THROUGH: "到时没有人接，换人来接", Verb.CONTACT: "{who}联系了{reporter}", Verb.ASK: "{who}想问一问",
    Verb.REPLY: "{who}作了补充", Verb.SUSPEND: "{who}申请暂时等待", Verb.EXTEND: "{who}申请多一些时间",
    Verb.CONSENT: "{who}批复了申请", Verb.RESUME: "继续办理", Verb.ANSWER: "{who}答复", Verb.RATE: "{who}评价了",
    Verb.REOPEN: "{who}说没有解决，重新办理", Verb.AUTO_CONFIRM: "7 天没有评价，自动确认",
    Verb.ESCALATE: "已上报镇街督办", Verb.MERGE: "{who}发现是同一件事，并在一起办", Verb.UNMERGE: "恢复单独办理",
    Verb.FORWARD: "{who}转给了其他部门", Verb.FEED_BACK: "其他部门有了回音",
    Verb.TAKE_BACK: "从其他部门收回，继续在这里办", Verb.WITHDRAW: "{who}撤回了", Verb.END: "{who}终结了这件事",
    Verb.OBJECT: "{who}提出了异议", Verb.DECIDE_OBJECTION: "{who}决定了异议",
}
SPEAKERS = {"reporter": "反映人", "submitter": "代为反映的人", "supporter": "附议的居民", "holder": "办事的人",
            "worker": "社区工作人员", "supervisor": "督办人", "system": "系统", "outside_system": "其他部门"}


def standing(ticket: dict, asked: bool = False, full: bool = True) -> str:
    """One or two sentences on how a ticket stands, from the answer that shows it; `asked`: who reads it is waited for,
    with a reply or a rating; without `full` the steps do not say why it ended, and nobody is sent there."""
    now = _now(ticket, "您" if asked else "反映人")
    return (now if full else now.replace(SEE_BELOW, "")) + _late(ticket) + _objected(ticket["objection"])


def _now(ticket: dict, reporter: str) -> str:
    who, answer = ticket["holder"] or "办事的人", f"最迟{moment(ticket['answer_by'])}前答复。"
    return {
        State.REVIEWING: f"{'上级' if ticket['notice'] else '社区'}正在查看，最迟{moment(ticket['claim_by'])}前安排。",
        State.QUEUED: f"等待{TAKERS[ticket['queue']]}接单，最迟{moment(ticket['claim_by'])}前有人接，{answer}",
        State.CLAIMED: f"现在由{who}办理，{answer}",
        State.ASKING: f"{who}想请{reporter}补充情况，补充以后继续办理。",
        State.SUSPENDED: f"现在由{who}办理，经批准暂时等待，之后继续办。",
        State.ANSWERED: f"{who}已经答复，等{reporter}评价，7 天没有评价会自动确认。",
        State.FORWARDED: "已转给其他部门办理，社区会跟到有结果。",
    }.get(ticket["state"]) or ENDS[ticket["outcome"]]


def _objected(objection: dict | None) -> str:
    """Of an objection that waits or was upheld; one that opened the matter again is over."""
    if objection is None or objection["verdict"] == Verdict.REOPEN:
        return ""
    if objection["verdict"]:
        return "提出的异议没有成立，理由见下面的经过。"
    level = {"town": "镇街", "district": "区里"}[objection["level"]]
    return f"提出了异议，最迟{moment(objection['decide_by'])}前由{level}没有经手的人决定。"


def _late(ticket: dict) -> str:
    if ticket["overdue"]:
        limit = _limit(ticket)
        told = "已上报镇街督办。" if ticket["supervised"] else "系统已在催办。"
        return f"这件事晚了，{span(limit)}，{told}"
    if ticket["supervised"] and ticket["state"] != State.CLOSED:
        return "镇街督办人在盯着这件事。"
    return ""


def _limit(ticket: dict) -> str:
    """The limit that has passed: the first of the two while it waits to be taken on."""
    waits = ticket["state"] in (State.QUEUED, State.REVIEWING)
    return min(ticket["claim_by"], ticket["answer_by"], key=datetime.fromisoformat) if waits else ticket["answer_by"]


def step(entry: dict, role: str | None = None) -> str:
    """What happened in one step of the timeline, told to who spoke in this role (None: to somebody else)."""
    who = "您" if role and entry["role"] == role else entry["actor"] or SPEAKERS.get(entry["role"], "")
    if entry["verb"] == Verb.DECIDE_OBJECTION and entry["data"]:
        reopens = entry["data"]["decision"] == Verdict.REOPEN
        return f"{who}{'认为异议成立，重新办理' if reopens else '维持原来的决定'}"
    if entry["verb"] == Verb.CONSENT and entry["data"]:
        return f"{who}{'同意了' if entry['data']['granted'] else '没有同意'}这个申请"
    return STEPS[entry["verb"]].format(who=who, reporter="您" if role == "reporter" else "反映人")


def until(entry: dict) -> str | None:
    """What a step says of time: the day its handler promised, or until when he asked to wait."""
    data = entry["data"] or {}
    return data.get("due_on") or data.get("until")
