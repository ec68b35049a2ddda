"""What a clerk reads in a file for the words of the code."""

from __future__ import annotations

from service.courtyard.models import DecisionState, LogState, Reason

DAY_STATES = {"planned": "待开展", "open": "待补记", "held": "已开展", "not_held": "未开展"}
REASONS = {Reason.WEATHER: "天气", Reason.FARMING: "农忙", Reason.EMERGENCY: "应急任务", Reason.TOO_FEW: "到场人数不足",
           Reason.VENUE: "场地", Reason.OTHER: "其他"}
DECISION_STATES = {DecisionState.OPEN: "未完成", DecisionState.DONE: "已完成", DecisionState.DROPPED: "取消"}
LOG_STATES = {LogState.DRAFT: "草稿", LogState.SUBMITTED: "待审核", LogState.RETURNED: "已退回",
              LogState.APPROVED: "已通过"}
