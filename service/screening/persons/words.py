"""The words by which names are found: surnames, titles, what people are said to do. They stand in `words.csv`.

Surnames: the frequent ones of the Report on Names in China (全国姓名报告) and those of the district; `clear` are
those that seldom begin another word, the `loose` ones count only where a name is expected. `ordinary` are words that
begin like a name, `over` and `never` signs no given name has; where somebody is named outright only `over` ends it.
"""

from __future__ import annotations

import csv
from pathlib import Path


def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with Path(__file__).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["list"], []).extend(row["words"].split())
    return found


LISTS = _lists()


def signs(*lists: str) -> frozenset[str]:
    """The single signs of these lists."""
    return frozenset(sign for name in lists for words in LISTS[name] for sign in words)


def either(name: str) -> str:
    """A pattern for one of the words of a list, the longest first."""
    return f"(?:{'|'.join(sorted(LISTS[name], key=len, reverse=True))})"


CLEAR, LOOSE, OVER = signs("clear"), signs("loose"), signs("over")
NO_NAME, ORDINARY = OVER | signs("never"), frozenset(LISTS["ordinary"])
