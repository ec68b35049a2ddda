"""Rates as one reads them aloud: of how many, how many, and what share; or why it is not said."""

from __future__ import annotations

from service.core.withholding import FEWEST

RATE_WORDS = {"response": ("应联系", "按时联系"), "resolution": ("已公布评价", "已解决"),
              "satisfaction": ("已公布评价", "满意")}
PLAIN_WORDS = {"submitted": "提交", "open": "未结束", "overdue": "超期", "auto_confirmed": "自动确认", "merged": "并单",
               "rejected": "不予受理", "withdrawn": "撤回"}
ANSWER_WORDS = {"partly": "部分解决", "no": "没有解决", "reopened": "重办过"}
WITHHELD = f"不足 {FEWEST} 件，不显示"
HELD_BACK = "为不透露个人的评价，不显示"


def percent(rate: dict) -> str:
    """`92.9%` of 39 of 42; rounded once, from the counts themselves."""
    return f"{rate['count'] / rate['n'] * 100:.1f}%"


def spoken(rate: dict, words: tuple[str, str]) -> str:
    """`应联系 42 件，按时联系 39 件，92.9%` of `{n, count, rate}`; of one that is withheld, why."""
    if rate["n"] is None:
        return HELD_BACK
    if rate["count"] is None:
        return f"{words[0]} {rate['n']} 件，{WITHHELD}"
    return f"{words[0]} {rate['n']} 件，{words[1]} {rate['count']} 件，{percent(rate)}"


def spoken_of_answers(figure: dict) -> str:
    """`评价里部分解决 1 件，没有解决 2 件，重办过 3 件。` of a figure with answers that were published; else ""."""
    if figure["partly"] is None:
        return ""
    return "评价里" + "，".join(f"{name} {figure[key]} 件" for key, name in ANSWER_WORDS.items()) + "。"
