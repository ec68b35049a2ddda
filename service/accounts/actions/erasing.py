"""Leaving: what is held on a person goes, what he did for others stays without his name."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts import events, queries
from service.accounts.actions import guessing
from service.accounts.actions.sessions import end_where
from service.accounts.models import Account, PasswordSetup, SignIn, WechatIdentity
from service.accounts.persons import Person
from service.core import audit, clock
from service.core.database import atomic
from service.core.http.idempotency import IdempotencyKey

ERASED_NAME = "已注销用户"


def erase(*, by: Person) -> None:
    """Erase the person who asks; later packages anonymise their rows in the same transaction.

    The right to erasure: Personal Information Protection Law (个人信息保护法), article 47.
    """
    with atomic() as session:
        account = queries.account(by.account_id, locked=True)
        events.account_erased.send(account)
        end_where(SignIn.account_id == account.id, because="erased")
        if account.username:
            guessing.forget(account.username)
        for held in (WechatIdentity, PasswordSetup, IdempotencyKey):
            session.execute(sa.delete(held).where(held.account_id == account.id)
                            .execution_options(synchronize_session=False))
        _empty(account)
        audit.record("erase", by=by, subject=f"account:{account.id}")


def _empty(account: Account) -> None:
    account.display_name = ERASED_NAME
    account.username = account.unionid = account.password_hash = None
    account.phone = account.phone_index = account.phone_verified_at = None
    account.erased_at = clock.now()
