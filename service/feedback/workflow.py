"""A ticket's life as one table: verb → (from-states, to-state, who, in words). The diagram in docs comes from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a ticket stands; each state has an owner and a time limit."""

    REVIEWING = "reviewing"
    QUEUED = "queued"
    CLAIMED = "claimed"
    ASKING = "asking"
    SUSPENDED = "suspended"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed ticket ended."""

    CONFIRMED = "confirmed"
    AUTO_CONFIRMED = "auto_confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    FORWARDED_DONE = "forwarded_done"
    ENDED = "ended"


class Verb(StrEnum):
    """What can be done with a ticket."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    RECATEGORIZE = "recategorize"
    CLAIM = "claim"
    DISPATCH = "dispatch"
    RELEASE = "release"
    TRANSFER = "transfer"
    FALL_THROUGH = "fall_through"
    CONTACT = "contact"
    ASK = "ask"
    REPLY = "reply"
    SUSPEND = "suspend"
    EXTEND = "extend"
    CONSENT = "consent"
    RESUME = "resume"
    ANSWER = "answer"
    RATE = "rate"
    REOPEN = "reopen"
    AUTO_CONFIRM = "auto_confirm"
    ESCALATE = "escalate"
    MERGE = "merge"
    UNMERGE = "unmerge"
    FORWARD = "forward"
    FEED_BACK = "feed_back"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    END = "end"
    OBJECT = "object"
    DECIDE_OBJECTION = "decide_objection"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a verb leads where (None: the state stays), and who may, for people to read; `when`: what more
    must be true of the ticket's own columns."""

    sources: frozenset[State]
    target: State | None
    who: str
    says: str
    when: Callable[[Any], bool] = lambda _ticket: True


S = State
OPEN = frozenset(S) - {S.CLOSED}
HELD = frozenset({S.CLAIMED, S.ASKING, S.SUSPENDED, S.ANSWERED})
WAITING_FOR_SOMEBODY = frozenset({S.REVIEWING, S.QUEUED})
PRIMARY_MAY_BE = frozenset({S.QUEUED, S.FORWARDED}) | HELD  # into which a duplicate may be merged
CLOCK_STOPS = frozenset({S.ASKING, S.SUSPENDED})
OBJECTABLE = frozenset({Outcome.REJECTED, Outcome.ENDED, Outcome.MERGED})  # merged: when its primary ended so

REJECT_REASONS = {"not_ours": "不属于受理范围", "court": "已进入诉讼、仲裁或复议", "repeated": "同一事项已终结",
                  "unclear": "内容无法辨认", "abuse": "没有事实的谩骂"}


def _move(sources: State | frozenset[State] | tuple[State, ...], target: State | None, who: str, says: str) -> Move:
    return Move(frozenset({sources}) if isinstance(sources, State) else frozenset(sources), target, who, says)


def _sealed_or(*states: State) -> Callable[[Any], bool]:
    """In these states; in the others of the table only what is sealed, which its reviewers work on while they look."""
    return lambda ticket: ticket.state in states or ticket.review_level is not None


MOVES: dict[Verb, Move] = {
    Verb.SUBMIT: Move(frozenset(), S.QUEUED, "居民；代报：任何有授权的人", "提交"),
    Verb.APPROVE: _move((S.REVIEWING, S.QUEUED), S.QUEUED, "该社区的工作人员；密封的由审看人，解除密封", "审核通过"),
    Verb.REJECT: _move((S.REVIEWING, S.QUEUED), S.CLOSED, "该社区的工作人员", "不予受理"),
    Verb.RECATEGORIZE: _move((S.REVIEWING, S.QUEUED), None, "该社区的工作人员", "改类别并重新分派"),
    Verb.CLAIM: _move((S.REVIEWING, S.QUEUED), S.CLAIMED, "该队列中可以接单的人；密封的由审看人", "接单"),
    Verb.DISPATCH: _move(S.QUEUED, S.CLAIMED, "该社区的工作人员，派给可以接单的人", "派单"),
    Verb.RELEASE: _move(S.CLAIMED, S.QUEUED, "承办人；接单到期由系统", "退回"),
    Verb.TRANSFER: _move((S.QUEUED, S.CLAIMED), S.QUEUED, "该社区的工作人员；两次之后由镇街督办人", "转派"),
    Verb.FALL_THROUGH: _move(S.QUEUED, S.QUEUED, "系统", "到期转队列"),
    Verb.CONTACT: _move(S.CLAIMED, None, "承办人", "联系居民"),
    Verb.ASK: _move(S.CLAIMED, S.ASKING, "承办人", "请居民补充"),
    Verb.REPLY: _move(S.ASKING, S.CLAIMED, "反映人", "补充"),
    Verb.SUSPEND: _move(S.CLAIMED, None, "承办人申请", "申请挂起"),
    Verb.EXTEND: _move(S.CLAIMED, None, "承办人申请，须在时限之前", "申请延期"),
    Verb.CONSENT: _move(S.CLAIMED, S.SUSPENDED, "督办人，不是承办人自己", "同意挂起"),
    Verb.RESUME: _move((S.SUSPENDED, S.ASKING), S.CLAIMED, "承办人；到期由系统", "恢复办理"),
    Verb.ANSWER: _move(S.CLAIMED, S.ANSWERED, "承办人", "办结答复"),
    Verb.RATE: _move(S.ANSWERED, S.CLOSED, "反映人本人", "评价"),
    Verb.REOPEN: _move(S.ANSWERED, S.CLAIMED, "反映人本人，评价为没有解决", "重办"),
    Verb.AUTO_CONFIRM: _move(S.ANSWERED, S.CLOSED, "系统，7 天无评价", "自动确认"),
    Verb.ESCALATE: _move(OPEN, None, "系统或督办人", "上报督办"),
    Verb.MERGE: _move((S.QUEUED, S.CLAIMED), S.CLOSED, "该社区的工作人员", "并单"),
    Verb.UNMERGE: _move(S.CLOSED, S.QUEUED, "该社区的工作人员；并单的反映人评价为没有解决时由系统", "撤销并单"),
    Verb.FORWARD: _move((S.REVIEWING, S.QUEUED, S.CLAIMED), S.FORWARDED, "该社区的工作人员；密封的由审看人",
                        "转外部系统"),
    Verb.FEED_BACK: _move(S.FORWARDED, S.CLOSED, "该社区的工作人员或外部系统；只报进展时仍在外部", "外部系统反馈"),
    Verb.TAKE_BACK: _move(S.FORWARDED, S.QUEUED, "该社区的工作人员", "从外部系统收回"),
    Verb.WITHDRAW: _move((S.REVIEWING, S.QUEUED, S.CLAIMED), S.CLOSED, "反映人本人", "撤回"),
    Verb.END: _move((S.CLAIMED, S.ANSWERED), S.CLOSED, "镇街督办人，不是承办人，重办两次之后", "终结"),
    Verb.OBJECT: _move(S.CLOSED, None, "反映人本人，一次，不予受理或终结后 7 天内", "异议"),
    Verb.DECIDE_OBJECTION: _move(S.CLOSED, S.QUEUED, "上一级未经手的另一个人；维持的仍已结束", "决定异议"),
}
WHEN = {Verb.APPROVE: _sealed_or(S.REVIEWING), Verb.CLAIM: _sealed_or(S.QUEUED),
        Verb.FORWARD: _sealed_or(S.QUEUED, S.CLAIMED),
        Verb.UNMERGE: lambda ticket: ticket.outcome is Outcome.MERGED,
        Verb.OBJECT: lambda ticket: ticket.outcome in OBJECTABLE,
        Verb.DECIDE_OBJECTION: lambda ticket: ticket.objection_by is not None}
MOVES |= {verb: replace(MOVES[verb], when=when) for verb, when in WHEN.items()}


def allows(verb: Verb, ticket: Any) -> bool:
    """Whether the table lets a verb happen to a ticket as it stands."""
    return ticket.state in MOVES[verb].sources and MOVES[verb].when(ticket)


def verbs_of(ticket: Any) -> list[Verb]:
    """The verbs the table lets happen to a ticket as it stands, in the order of the table."""
    return [verb for verb in MOVES if allows(verb, ticket)]


def as_diagram() -> str:
    """The table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.QUEUED}: {Verb.SUBMIT} 提交",
             f"    [*] --> {S.REVIEWING}: {Verb.SUBMIT} 提交（先由人看）"]
    for verb, move in MOVES.items():
        for source in (state for state in S if state in move.sources):
            lines.append(f"    {source} --> {move.target or source}: {verb} {move.says}")
    return "\n".join([*lines, f"    {S.CLOSED} --> [*]"])


def as_table() -> str:
    """The table as Markdown, one line a verb: from, to, who; for docs/workflow.md."""
    lines = ["| verb | 动作 | from | to | who |", "|---|---|---|---|---|"]
    for verb, move in MOVES.items():
        sources = ", ".join(state for state in S if state in move.sources) or "–"
        target = move.target or "the same"
        lines.append(f"| {verb} | {move.says} | {sources} | {target} | {move.who} |")
    return "\n".join(lines)


def as_page() -> str:
    """docs/workflow.md, whole."""
    return f"""# A ticket's life

Made from `MOVES` in `service/feedback/workflow.py`; do not edit. To make it again:
`flask --app wsgi feedback workflow > docs/workflow.md`

```mermaid
{as_diagram()}
```

A submit leads to `{S.REVIEWING}` when it accuses somebody in office, or its routing rule says that a person
must look first. A consent leads to
`{S.SUSPENDED}` when it grants a suspension; a granted extension and a refusal leave the ticket `{S.CLAIMED}`.

A sealed ticket, one that accuses somebody in office, is approved, taken on and forwarded by its reviewers out of
`{S.REVIEWING}` and `{S.QUEUED}` alike; another one is approved out of `{S.REVIEWING}` only, and taken on or forwarded
after that. Only what was merged can be unmerged. Only what ended as `{Outcome.REJECTED}` or `{Outcome.ENDED}`, or was
merged into such a ticket, can be objected to; an objection upheld leaves it `{S.CLOSED}`.

{as_table()}
"""
