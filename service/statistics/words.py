"""What people read for the codes figures are sorted by."""

from __future__ import annotations

from service.courtyard.models import DayState, Reason
from service.feedback.routing import Queue
from service.feedback.workflow import State

QUEUES = {Queue.COMMUNITY: "社区接单", Queue.PARTY_MEMBER: "党员接单", Queue.PUBLIC: "群众接单"}
NO_CATEGORY = "未分类"
STATES = {State.REVIEWING: "待审核", State.QUEUED: "待接单", State.CLAIMED: "办理中", State.ASKING: "待居民补充",
          State.SUSPENDED: "挂起", State.ANSWERED: "已答复", State.FORWARDED: "已转出", State.CLOSED: "已结束"}
DAYS = {DayState.PLANNED: "待开展", DayState.HELD: "已开展", DayState.NOT_HELD: "未开展", "missing": "没有安排"}
REASONS = {Reason.WEATHER: "天气", Reason.FARMING: "农忙", Reason.EMERGENCY: "应急", Reason.TOO_FEW: "人少",
           Reason.VENUE: "场地", Reason.OTHER: "其他"}
AGES = {"1": "1 天以内", "3": "2–3 天", "7": "4–7 天", "15": "8–15 天", "30": "16–30 天", "more": "30 天以上"}
