"""What happens to checks when the platform has judged a picture, and when a person asks for his data or leaves."""

from __future__ import annotations

from service.accounts import events as accounts
from service.accounts.models import Account
from service.screening import actions, queries
from service.wechat import events as wechat
from service.wechat.answers import Verdict


def connect() -> None:
    """Listen to the platform and to accounts."""
    wechat.picture_judged.connect(_judged)
    accounts.account_erased.connect(_forget)
    accounts.data_asked.connect(_tell)


def _judged(trace_id: str, verdict: Verdict, **_said) -> None:
    actions.judge(trace_id, verdict)


def _forget(account: Account, **_said) -> None:
    actions.forget(account.id)


def _tell(account: Account, **_said) -> dict[str, list[dict]]:
    return {"content_checks": queries.checks_of(account.id)}
