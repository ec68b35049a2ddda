"""Words for figures: rates with their n, and the twelve months of a courtyard in one sign each."""

from service.statistics import words as statistics
from service.statistics.spoken import PLAIN_WORDS, RATE_WORDS, percent, spoken, spoken_of_answers

__all__ = ["WORDS", "rate_in_short", "rate_in_words", "spoken_of_answers"]
SIGNS = {"held": "✓", "not_held": "✕", "planned": "○", "missing": "–"}
RATES = {"response": "响应率", "resolution": "解决率", "satisfaction": "满意率"}
WORDS = {"sign": SIGNS, "year_day": statistics.DAYS, "why_not": statistics.REASONS, "rate": RATES,
         "plain": PLAIN_WORDS}


def rate_in_words(rate: dict, key: str) -> str:
    """`应联系 42 件，按时联系 39 件，92.9%` of a rate; of one that is withheld, that it is and why."""
    return spoken(rate, RATE_WORDS[key])


def rate_in_short(rate: dict) -> str:
    """`92.9%（39/42）`, for a cell of a table."""
    if rate["count"] is None:
        return "不显示" if not rate["n"] else f"不显示（{rate['n']}）"
    return f"{percent(rate)}（{rate['count']}/{rate['n']}）"
