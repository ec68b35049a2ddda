"""What clerks read in a file for the codes a ticket is kept by."""

from __future__ import annotations

from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import Outcome, State

QUEUES = {Queue.COMMUNITY: "社区接单", Queue.PARTY_MEMBER: "党员接单", Queue.PUBLIC: "群众接单"}
STATES = {State.REVIEWING: "待审核", State.QUEUED: "待接单", State.CLAIMED: "办理中", State.ASKING: "待居民补充",
          State.SUSPENDED: "挂起", State.ANSWERED: "已答复", State.FORWARDED: "已转出", State.CLOSED: "已结束"}
OUTCOMES = {Outcome.CONFIRMED: "居民已确认", Outcome.AUTO_CONFIRMED: "自动确认", Outcome.REJECTED: "不予受理",
            Outcome.MERGED: "并单", Outcome.WITHDRAWN: "居民撤回", Outcome.FORWARDED_DONE: "其他部门已办结",
            Outcome.ENDED: "终结"}
URGENCIES = {Urgency.EMERGENCY: "危险", Urgency.URGENT: "急", Urgency.ORDINARY: "一般", Urgency.COMPLEX: "复杂"}
