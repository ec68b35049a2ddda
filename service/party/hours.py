"""Opening hours of a station: read from words, told in words, and whether it is open now."""

from __future__ import annotations

import re
from datetime import datetime

DAYS = "一二三四五六日"
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_PART = re.compile(r"(每天|每日|(?:周|星期|礼拜)[一二三四五六日天、至到\-—~周星期礼拜]*)\s*"
                   r"(\d{1,2}[:：]\d{2})\s*[-—~至到]+\s*(\d{1,2}[:：]\d{2})")
MOST = 21  # three spans a day


def flaw(hours: list[dict]) -> str | None:
    """Why these hours cannot be: `[{days: ISO weekdays, from: "09:00", to: "11:30"}]`, spans of a day apart."""
    if len(hours) > MOST:
        return f"最多 {MOST} 段时间。"
    spans: dict[int, list[tuple[str, str]]] = {}
    for span in hours:
        if not TIME.fullmatch(span["from"]) or not TIME.fullmatch(span["to"]):
            return "时间应写成 09:00 这样。"
        if span["from"] >= span["to"]:
            return "结束时间应在开始时间之后。"
        if not span["days"] or len(set(span["days"])) != len(span["days"]) or not set(span["days"]) <= set(range(1, 8)):
            return "星期应为 1–7，不能重复。"
        for day in span["days"]:
            spans.setdefault(day, []).append((span["from"], span["to"]))
    for times in spans.values():
        times.sort()
        if any(later[0] < earlier[1] for earlier, later in zip(times, times[1:], strict=False)):
            return "同一天的两段时间重叠了。"
    return None


def is_open(hours: list[dict], moment: datetime) -> bool:
    """Whether the local moment lies in one of the spans; the end of a span is outside."""
    time = moment.strftime("%H:%M")
    return any(moment.isoweekday() in span["days"] and span["from"] <= time < span["to"] for span in hours)


def told(hours: list[dict]) -> str:
    """`周一至周五 09:00-17:00；周六 09:00-11:30`, as lists show them and take them back."""
    return "；".join(f"{_days_told(span['days'])} {span['from']}-{span['to']}" for span in hours)


def _days_told(days: list[int]) -> str:
    days = sorted(days)
    if days == list(range(1, 8)):
        return "每天"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"周{DAYS[days[0] - 1]}至周{DAYS[days[-1] - 1]}"
    return "、".join(f"周{DAYS[day - 1]}" for day in days)


def parsed(text: str) -> list[dict]:
    """The hours of a text such as `told` writes; empty for none. Raises ValueError with a reason."""
    hours = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[；;，,\n]", text))):
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(f"看不懂“{part[:20]}”，应写成“周一至周五 09:00-17:00”")
        hours.append({"days": _days_parsed(found[1]), "from": _time(found[2]), "to": _time(found[3])})
    reason = flaw(hours)
    if reason:
        raise ValueError(reason.rstrip("。"))
    return hours


def _time(text: str) -> str:
    return text.replace("：", ":").zfill(5)


def _days_parsed(text: str) -> list[int]:
    if text in ("每天", "每日"):
        return list(range(1, 8))
    plain = re.sub("周|星期|礼拜", "", text).replace("天", "日")
    days: set[int] = set()
    for part in filter(None, plain.split("、")):
        ends = [DAYS.index(end) + 1 for end in re.split(r"[至到\-—~]+", part) if len(end) == 1]
        # 周一三五 names single days, 周一至周五 a span
        names = [DAYS.index(sign) + 1 for sign in part if sign in DAYS]
        days |= set(range(ends[0], ends[1] + 1)) if len(ends) == 2 and len(names) == 2 else set(names)
    return sorted(days)
