"""Leaving: what is held on a person goes, what he did for others stays without his name."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts import events, queries
from service.accounts.actions import guessing
from service.accounts.actions.sessions import end_where
from service.accounts.models import Account, PasswordSetup, SignIn, WechatIdentity
from service.accounts.persons import Person
from service.core import audit, clock, personal
from service.core.database import atomic, leave_no_trace
from service.core.http import idempotency


def erase(*, by: Person) -> None:
    """Erase the person who asks; later packages anonymise their rows in the same transaction.

    The right to erasure: Personal Information Protection Law (个人信息保护法), article 47.
    """
    with atomic() as session:
        account = queries.account(by.account_id, locked=True)
        about = [f"account:{account.id}", *(one for _, told in events.about_asked.send(account) for one in told)]
        events.words_taken.send(account, subjects=about)
        events.account_erased.send(account)
        end_where(SignIn.account_id == account.id, because="erased")
        if account.username:
            guessing.forget(account.username)
        for held in (WechatIdentity, PasswordSetup):
            session.execute(sa.delete(held).where(held.account_id == account.id)
                            .execution_options(synchronize_session=False))
        idempotency.forget_of(account.id)
        personal.empty(Account, Account.id == account.id, phone_verified_at=None,
                       erased_at=clock.now())
        session.expire(account)
        leave_no_trace()
        audit.take_words(about)
        audit.record("erase", by=by, subject=f"account:{account.id}")

