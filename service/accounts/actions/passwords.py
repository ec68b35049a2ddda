"""Signing in with a password, and choosing one: for staff, at a desk without WeChat."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts import passwords, queries, tokens
from service.accounts.actions import guessing
from service.accounts.actions.sessions import SignedIn, end_where, open_for
from service.accounts.models import Account, SignIn
from service.accounts.persons import Person
from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, Unauthorized, invalid

SHORTEST = 10


def sign_in_with_password(username: str, password: str, *, address: str) -> SignedIn:
    """Sign a member of staff in who asks from this network address. Raises Unauthorized `wrong_password` for a wrong
    name or password alike, TooManyGuesses, Forbidden `staff_only` for residents."""
    account_id = prove(queries.spelled(username), password, address=address)
    with atomic():
        if not queries.is_staff(queries.account(account_id)):
            raise Forbidden("密码登录只供工作人员使用，请用微信登录。", code="staff_only")
        sign_in = open_for(account_id)
    return tokens.signed_in(sign_in)


def prove(name: str, password: str, *, address: str) -> int:
    """The account of this name and password; a failure counts. Raises Unauthorized `wrong_password`, TooManyGuesses.

    The slow hash runs outside the transactions. A name nobody has, or without a password, takes the same steps.
    """
    guessing.count(name, address)
    held = db.session.execute(
        sa.select(Account.id, Account.password_hash).where(Account.username == name)).one_or_none()
    if not passwords.fits(held and held.password_hash, password):
        raise _wrong()
    with atomic():
        account = queries.account(held.id, locked=True)
        if account.password_hash != held.password_hash:  # changed in between
            raise _wrong()
        if passwords.is_outdated(account.password_hash):
            account.password_hash = passwords.hashed(password)
        guessing.forgive(name, address)
    return account.id


def _wrong() -> Unauthorized:
    return Unauthorized("用户名或密码不对。", code="wrong_password")


def change_password(new: str, *, by: Person, address: str, current: str | None = None) -> None:
    """Choose another password; whoever has one proves it first. Every other session of the person ends.

    Raises Invalid, Unauthorized `wrong_password`, TooManyGuesses, Forbidden for who has no username.
    """
    account = queries.account(by.account_id)
    if account.username is None:
        raise Forbidden("您用微信登录，不需要密码。", code="no_username")
    if account.password_hash is not None:
        prove(account.username, current or "", address=address)
    set_password(account.id, new, but=by.session_id)


def set_password(account_id: int, new: str, *, but: str | None = None) -> None:
    """Give an account this password and end its sessions, all `but` one. Raises Invalid, NotFound.

    Length is what counts, no rules of composition: NIST SP 800-63B, section 3.1.1.2.
    """
    account = queries.account(account_id)
    if account.username is None:
        raise NotFound("这个账号没有用户名。")
    if len(new) < SHORTEST:
        raise invalid(new=f"密码至少 {SHORTEST} 个字符。")
    if queries.spelled(new) == account.username:
        raise invalid(new="密码不能与用户名相同。")
    password_hash = passwords.hashed(new)
    with atomic():
        account = queries.account(account_id, locked=True)
        account.password_hash = password_hash
        guessing.forget(account.username)
        end_where(SignIn.account_id == account_id, SignIn.id != (but or ""), because="password_changed")
