"""Words for matters as residents read them."""

from service.feedback.routing import Queue, ReviewLevel, Safeguard, Urgency
from service.feedback.workflow import Outcome, State, Verb
from service.organization.models import Level
from service.organization.words import ROLES

STATES = {State.REVIEWING: "社区正在查看", State.QUEUED: "等待接单", State.CLAIMED: "正在办理",
          State.ASKING: "等您补充", State.SUSPENDED: "暂时等待", State.ANSWERED: "已答复，等评价",
          State.FORWARDED: "已转给其他部门", State.CLOSED: "已结束"}
OUTCOMES = {Outcome.CONFIRMED: "您已确认", Outcome.AUTO_CONFIRMED: "七天没有评价，自动确认",
            Outcome.REJECTED: "不予受理", Outcome.MERGED: "并入另一件一起办",
            Outcome.WITHDRAWN: "已撤回", Outcome.FORWARDED_DONE: "其他部门已办结", Outcome.ENDED: "终结"}
QUEUES = {Queue.COMMUNITY: "社区接单", Queue.PARTY_MEMBER: "党员接单", Queue.PUBLIC: "群众接单"}
URGENCIES = {Urgency.EMERGENCY: "危险，马上要办", Urgency.URGENT: "急", Urgency.ORDINARY: "一般",
             Urgency.COMPLEX: "复杂"}
SAFEGUARDS = {Safeguard.DANGER: "险情", Safeguard.ACCUSATION: "反映干部问题", Safeguard.ENFORCEMENT: "归部门管"}
REVIEW_LEVELS = {ReviewLevel.TOWN: "镇街", ReviewLevel.DISTRICT: "区里"}
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
         Verb.FEED_BACK: "其他部门反馈", Verb.TAKE_BACK: "从其他部门收回", Verb.WITHDRAW: "撤回", Verb.END: "终结",
         Verb.OBJECT: "提出异议", Verb.DECIDE_OBJECTION: "决定异议"}
TEMPLATES = {"progress": "办理进展", "answer": "答复", "task": "工作提醒", "activity": "活动"}
WORDS = {"state": STATES, "outcome": OUTCOMES, "queue": QUEUES, "urgency": URGENCIES, "role": ROLES, "level": LEVELS,
         "speaker": SPEAKERS, "step": STEPS, "template": TEMPLATES,
         "safeguard": SAFEGUARDS, "review_level": REVIEW_LEVELS}
