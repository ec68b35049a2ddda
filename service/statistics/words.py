"""What people read for the codes figures are sorted by."""

from __future__ import annotations

from service.core.withholding import FEWEST
from service.courtyard.models import DayState, Reason
from service.feedback.words import QUEUES, STATES

__all__ = ["AGES", "DAYS", "IN_STEPS", "NO_CATEGORY", "QUEUES", "REASONS", "STATES"]
NO_CATEGORY = "未分类"
IN_STEPS = (f"居民的评价每满 {FEWEST} 条新的才一起公布，公布以后不再改动：任何两个数字相减，"
            f"剩下的至少还是 {FEWEST} 条。零散的评价等一段时间，并入更大的范围公布，所以各行相加可能少于合计。")
DAYS = {DayState.PLANNED: "待开展", DayState.HELD: "已开展", DayState.NOT_HELD: "未开展", "missing": "没有安排"}
REASONS = {Reason.WEATHER: "天气", Reason.FARMING: "农忙", Reason.EMERGENCY: "应急", Reason.TOO_FEW: "人少",
           Reason.VENUE: "场地", Reason.OTHER: "其他"}
AGES = {"1": "1 天以内", "3": "2–3 天", "7": "4–7 天", "15": "8–15 天", "30": "16–30 天", "more": "30 天以上"}
