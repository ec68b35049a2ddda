"""Routing rules said as the person says them who keeps them: when a rule holds, and why one decided."""

from __future__ import annotations

from collections.abc import Mapping

from service.web.words import WEEKDAYS, moment, word

SHOWN = 5
"""Keywords that are read out; the rest is counted."""


def conditions(rule: dict, categories: Mapping[str, str]) -> list[str]:
    """The conditions of a rule in sentences, none for one that holds for everything. `categories`: names by code."""
    said = [
        rule["place_code"] and f"地点在{rule['place_name'] or rule['place_code']}",
        rule["category"] and f"类别是“{categories.get(rule['category'], rule['category'])}”",
        rule["keywords"] and _keywords(rule["keywords"]),
        rule["urgency"] and f"标为“{word(rule['urgency'], 'urgency')}”",
        rule["weekdays"] is not None and "在" + _days(rule["weekdays"]),
        _hours(rule["time_from"], rule["time_to"]),
        rule["source"] and f"来自“{word(rule['source'], 'source')}”",
        rule["valid_from"] and f"{moment(rule['valid_from'])} 以后",
        rule["valid_to"] and f"{moment(rule['valid_to'])} 以前"]
    return [sentence for sentence in said if sentence]


def matched(found: dict, categories: Mapping[str, str]) -> list[str]:
    """Why a rule decided: those of its conditions that held, with the words that stood in the text."""
    hours = found.get("hours") or (None, None)
    said = ["place" in found and "地点在规则写的地方",
            "category" in found and f"类别是“{categories.get(found['category'], found['category'])}”",
            "keywords" in found and "文中写了" + "、".join(f"“{each}”" for each in found["keywords"][:SHOWN]),
            "urgency" in found and f"标为“{word(found['urgency'], 'urgency')}”",
            "weekdays" in found and "在" + _days(found["weekdays"]), _hours(*hours),
            "source" in found and f"来自“{word(found['source'], 'source')}”"]
    return [sentence for sentence in said if sentence]


def _keywords(words: list[str]) -> str:
    more = f"等 {len(words)} 个词之一" if len(words) > SHOWN else "" if len(words) == 1 else "之一"
    return "文中写了" + "、".join(f"“{each}”" for each in words[:SHOWN]) + more


def _days(numbers: list[int]) -> str:
    return "周" + "、".join(WEEKDAYS[number] for number in sorted(numbers) if 0 <= number < len(WEEKDAYS))


def _hours(since: str | None, until: str | None) -> str | None:
    return f"在 {since or '00:00'} 到 {until or '24:00'} 之间" if since or until else None
