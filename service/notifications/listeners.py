"""What happens to a person's messages when he asks for his data, leaves, or answers in WeChat whether he wants more."""

from __future__ import annotations

from prometheus_client import Counter

from service.accounts import events
from service.accounts.models import Account
from service.notifications import actions, queries, templates
from service.notifications.templates import Template
from service.wechat.events import message_reported, subscription_answered

IGNORED = Counter("mashang_subscriptions_ignored_total", "Answers to templates that change nothing here", ["unknown"])


def connect() -> None:
    """Listen to accounts and to WeChat."""
    events.account_erased.connect(_forget)
    events.words_taken.connect(_words_taken)
    events.data_asked.connect(_tell)
    subscription_answered.connect(_answered)
    message_reported.connect(_reported)


def _forget(account: Account, **_said) -> None:
    actions.forget(account.id)
    actions.end_subscriptions(account.id)


def _words_taken(_account: Account, *, subjects: list[str], **_said) -> None:
    actions.empty_letters(subjects)


def _tell(account: Account, **_said) -> dict[str, list[dict]]:
    return {"messages": queries.held_on(account.id), "subscriptions": queries.subscriptions_held_on(account.id)}


def _answered(openid: str, *, template_id: str, accepted: bool, in_settings: bool, **_said) -> None:
    account_id, template = _known(openid, template_id)
    if account_id and template:
        actions.answer(account_id, template, accepted=accepted, in_settings=in_settings)


def _reported(openid: str, *, template_id: str, refused: bool, **_said) -> None:
    if not refused:
        return
    account_id, template = _known(openid, template_id)
    if account_id and template:
        actions.withdraw(account_id, template.name)


def _known(openid: str, template_id: str) -> tuple[int | None, Template | None]:
    """Whose and which; who has never signed in here, or a template of somebody else's, is counted and let go."""
    account_id, template = queries.account_behind(openid), templates.with_id(template_id)
    for unknown, found in (("person", account_id), ("template", template)):
        if found is None:
            IGNORED.labels(unknown).inc()
    return account_id, template
