"""A wish's life as one table: verb → (from-states, to-state, who, in words). The table in docs comes from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from service.core.clock import LOCAL


class WishState(StrEnum):
    """Where a wish stands."""

    REVIEWING = "reviewing"
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class WishVerb(StrEnum):
    """What can be done with a wish."""

    SUBMIT = "submit"
    APPROVE = "approve"
    DECLINE = "decline"
    CLAIM = "claim"
    RELEASE = "release"
    DONE = "done"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a verb leads where, and who may, for people to read."""

    sources: tuple[WishState, ...]
    target: WishState
    who: str
    says: str


S = WishState
STATE_NAMES = {S.REVIEWING: "待审核", S.OPEN: "待认领", S.TAKEN: "已认领", S.DONE: "待确认", S.CONFIRMED: "已实现",
               S.DECLINED: "未采纳", S.WITHDRAWN: "已撤回", S.LAPSED: "已过期"}
HELD = (S.TAKEN, S.DONE, S.CONFIRMED)
UNCLAIMED = (S.REVIEWING, S.OPEN)

MOVES: dict[WishVerb, Move] = {
    WishVerb.SUBMIT: Move((), S.REVIEWING, "居民；代提：工作人员、院落负责人、支部书记、志愿者、报到党员", "提出"),
    WishVerb.APPROVE: Move((S.REVIEWING,), S.OPEN, "该社区的工作人员，不是自己的心愿", "审核发布"),
    WishVerb.DECLINE: Move(UNCLAIMED, S.DECLINED, "该社区的工作人员，说明原因和别的办法", "不采纳"),
    WishVerb.CLAIM: Move((S.OPEN,), S.TAKEN, "在该社区报到的党员，不是自己的心愿", "认领"),
    WishVerb.RELEASE: Move((S.TAKEN,), S.OPEN, "认领人；认领人不再报到时由系统", "退回"),
    WishVerb.DONE: Move((S.TAKEN,), S.DONE, "认领人", "完成"),
    WishVerb.CONFIRM: Move((S.DONE,), S.CONFIRMED,
                           "心愿人；代提、没有账号或 7 天没有回音时由社区工作人员；从不由认领人自己", "确认"),
    WishVerb.REOPEN: Move((S.DONE,), S.OPEN, "可以确认的人，说明没有实现", "未实现，重新发布"),
    WishVerb.WITHDRAW: Move((S.REVIEWING, S.OPEN, S.TAKEN), S.WITHDRAWN, "心愿人；没有账号时代提的人", "撤回"),
    WishVerb.LAPSE: Move(UNCLAIMED, S.LAPSED, "系统，过了希望日期 7 天无人认领", "过期"),
}

LAPSES_AFTER = timedelta(days=7)
SILENT_AFTER = timedelta(days=7)
"""After so long without a word of the wisher's the community calls him; nothing is confirmed by itself."""


def allows(verb: WishVerb, state: WishState) -> bool:
    """Whether the table lets a verb happen in a state."""
    return state in MOVES[verb].sources


def verbs_in(state: WishState) -> list[WishVerb]:
    """The verbs the table lets happen in a state, in the order of the table."""
    return [verb for verb, move in MOVES.items() if state in move.sources]


def wake_at(state: WishState, *, wanted_by: date | None, done_at: datetime | None,
            asked: bool) -> datetime | None:
    """When time has something to say: an unclaimed wish lapses once the seventh local day after `wanted_by` is
    over, a done one is asked after; None when never."""
    if state in UNCLAIMED and wanted_by:
        return datetime.combine(wanted_by + LAPSES_AFTER + timedelta(days=1), time(), LOCAL)
    if state is S.DONE and done_at and not asked:
        return done_at + SILENT_AFTER
    return None


def as_table() -> str:
    """The table as Markdown, one line a verb: from, to, who; for docs/api/wishes.md."""
    lines = ["| verb | 动作 | from | to | who |", "|---|---|---|---|---|"]
    for verb, move in MOVES.items():
        lines.append(f"| {verb} | {move.says} | {', '.join(move.sources) or '–'} | {move.target} | {move.who} |")
    return "\n".join(lines)
