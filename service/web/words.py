"""The words a person reads for what the code calls by an identifier, and how moments are written."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from service.core import clock
from service.courtyard import words as courtyard
from service.courtyard.models import ItemKind
from service.development.stages import DUE_NAMES, STAGE_NAMES
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import Outcome, State, Verb
from service.mediation.catalogue import DISPUTE_NAMES, OUTCOME_NAMES
from service.organization.models import Level, Role

STATES = {State.REVIEWING: "社区正在查看", State.QUEUED: "等待接单", State.CLAIMED: "正在办理",
          State.ASKING: "等您补充", State.SUSPENDED: "暂时等待", State.ANSWERED: "已答复，等评价",
          State.FORWARDED: "已转给其他部门", State.CLOSED: "已结束"}
OUTCOMES = {Outcome.CONFIRMED: "您已确认", Outcome.AUTO_CONFIRMED: "七天没有评价，自动确认",
            Outcome.REJECTED: "不予受理", Outcome.MERGED: "并入另一件一起办",
            Outcome.WITHDRAWN: "已撤回", Outcome.FORWARDED_DONE: "其他部门已办结", Outcome.ENDED: "终结"}
QUEUES = {Queue.COMMUNITY: "社区接单", Queue.PARTY_MEMBER: "党员接单", Queue.PUBLIC: "群众接单"}
URGENCIES = {Urgency.EMERGENCY: "危险，马上要办", Urgency.URGENT: "急", Urgency.ORDINARY: "一般",
             Urgency.COMPLEX: "复杂"}
ROLES = {Role.COMMUNITY_WORKER: "社区工作人员", Role.PARTY_MEMBER: "报到党员", Role.VOLUNTEER: "志愿者",
         Role.COURTYARD_LEAD: "院落长", Role.BRANCH_SECRETARY: "支部书记", Role.TOWN_SUPERVISOR: "镇街督办",
         Role.DISTRICT_ADMIN: "区管理员", Role.UNIT_ADMIN: "单位联络人", Role.AUDITOR: "审计"}
LEVELS = {Level.DISTRICT: "区", Level.TOWN: "镇街", Level.COMMUNITY: "社区", Level.VILLAGE: "村",
          Level.COMPOUND: "小区", Level.COURTYARD: "院落", Level.BUILDING: "楼栋"}
SPEAKERS = {"reporter": "反映人", "submitter": "代为反映的人", "supporter": "附议的居民", "holder": "承办人",
            "worker": "社区工作人员", "supervisor": "督办人", "system": "系统", "outside_system": "其他部门的系统"}
STEPS = {Verb.SUBMIT: "提交", Verb.APPROVE: "看过了，进入接单", Verb.REJECT: "不予受理", Verb.RECATEGORIZE: "改了类别",
         Verb.CLAIM: "接单", Verb.DISPATCH: "派单", Verb.RELEASE: "退回等人接单", Verb.TRANSFER: "转派",
         Verb.FALL_THROUGH: "到时没人接，换人来接", Verb.CONTACT: "联系", Verb.ASK: "请您补充", Verb.REPLY: "补充",
         Verb.SUSPEND: "申请暂时等待", Verb.EXTEND: "申请延期", Verb.CONSENT: "督办人批复", Verb.RESUME: "继续办理",
         Verb.ANSWER: "答复", Verb.RATE: "评价", Verb.REOPEN: "没有解决，重新办理", Verb.AUTO_CONFIRM: "自动确认",
         Verb.ESCALATE: "上报督办", Verb.MERGE: "并单", Verb.UNMERGE: "撤销并单", Verb.FORWARD: "转给其他部门",
         Verb.FEED_BACK: "其他部门反馈", Verb.TAKE_BACK: "从其他部门收回", Verb.WITHDRAW: "撤回", Verb.END: "终结"}
ITEMS = {ItemKind.POLICY_BRIEFING: "政策宣讲", ItemKind.OPINION_COLLECTION: "大家的意见",
         ItemKind.MEMBER_DEVELOPMENT: "党员发展", ItemKind.DISPUTE_MEDIATION: "矛盾调解"}
MINUTES = {"announced": "通报了什么", "discussed": "商量了什么", "agreed": "商定了什么", "difficulties": "有什么难处",
           "requests": "要村里、镇里帮什么", "next_time": "下次再说什么"}
WORDS = {"state": STATES, "outcome": OUTCOMES, "queue": QUEUES, "urgency": URGENCIES, "role": ROLES, "level": LEVELS,
         "speaker": SPEAKERS, "step": STEPS, "day": courtyard.DAY_STATES, "not_held": courtyard.REASONS,
         "decision": courtyard.DECISION_STATES, "log": courtyard.LOG_STATES, "item": ITEMS, "minute": MINUTES,
         "dispute": DISPUTE_NAMES, "mediated": OUTCOME_NAMES, "stage": STAGE_NAMES, "stage_due": DUE_NAMES}
WEEKDAYS = "一二三四五六日"


def word(identifier: object, kind: str) -> str:
    """What people call it: `{{ ticket.state|word("state") }}`; the identifier itself where there is no word."""
    return WORDS[kind].get(identifier, str(identifier or ""))


def moment(given: datetime | str | None) -> str:
    """`11月22日 15:01`, with the year when it is another one; of an aware moment or its ISO text."""
    if not given:
        return ""
    here = clock.local(datetime.fromisoformat(given) if isinstance(given, str) else given)
    year = "" if here.year == clock.local(clock.now()).year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def day(given: date | datetime | str | None) -> str:
    """`11月22日（周日）`, with the year when it is another one; a moment is taken by its local day."""
    if not given:
        return ""
    if isinstance(given, str):
        given = datetime.fromisoformat(given) if "T" in given else date.fromisoformat(given)
    if isinstance(given, datetime):
        given = clock.local(given).date()
    year = "" if given.year == clock.local(clock.now()).year else f"{given.year}年"
    return f"{year}{given.month}月{given.day}日（周{WEEKDAYS[given.weekday()]}）"


def span(given: datetime | str) -> str:
    """How far a moment is from now, in words a person would use: `还有 3 小时`, `已超过 2 天`."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    seconds = (at - clock.now()).total_seconds()
    minutes = int(abs(seconds) // 60)
    size = f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 小时" if minutes < 2880 else f"{minutes // 1440} 天"
    return f"还有 {size}" if seconds >= 0 else f"已超过 {size}"


def pairs(rows: list[dict], value: str, name: str) -> list[tuple]:
    """`(value, words)` of rows, as the choices of a form want them."""
    return [(row[value], row[name]) for row in rows]


def init_app(app: Flask) -> None:
    """Teach templates these words."""
    app.jinja_env.filters.update(word=word, moment=moment, day=day, span=span, pairs=pairs)
    app.jinja_env.globals.update(words=WORDS)
