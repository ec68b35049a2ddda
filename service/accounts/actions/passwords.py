"""Signing in with a password, and choosing one: for staff, at a desk without WeChat."""

from __future__ import annotations

from datetime import timedelta

from service.accounts import passwords, queries, tokens
from service.accounts.actions.sessions import SignedIn, end_where, open_for
from service.accounts.models import Account, SignIn
from service.accounts.persons import Person
from service.core import clock
from service.core.database import atomic
from service.core.errors import Forbidden, Locked, NotFound, Problem, Unauthorized, invalid

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=10)
SHORTEST = 10


def sign_in_with_password(username: str, password: str) -> SignedIn:
    """Sign a member of staff in. Raises Unauthorized `wrong_password` for a wrong name or password alike,
    Locked for ten minutes after five failures, Forbidden `staff_only` for residents."""
    account_id = queries.account_id_of_username(username)
    if account_id is None:
        passwords.fits(None, password)
        raise _wrong()
    prove(account_id, password)
    with atomic():
        if not queries.is_staff(queries.account(account_id)):
            raise Forbidden("密码登录只供工作人员使用，请用微信登录。", code="staff_only")
        sign_in = open_for(account_id)
    return tokens.signed_in(sign_in)


def prove(account_id: int, password: str) -> None:
    """Check a password; a failure is counted and stays counted. Raises Unauthorized `wrong_password`, Locked.

    The slow hash runs outside the transaction, the verdict falls inside it: guesses made at the same time
    are counted one after the other.
    """
    stored = queries.account(account_id).password_hash
    fits = passwords.fits(stored, password)
    with atomic():
        account = queries.account(account_id, locked=True)
        refusal = _verdict(account, fits and account.password_hash == stored)
        if not refusal and passwords.is_outdated(stored):
            account.password_hash = passwords.hashed(password)
    if refusal:  # only now: the failure must be committed
        raise refusal


def _verdict(account: Account, fits: bool) -> Problem | None:
    if account.locked_until and account.locked_until > clock.now():
        seconds = int((account.locked_until - clock.now()).total_seconds()) + 1
        return Locked(headers={"Retry-After": str(seconds)})
    account.locked_until = None
    account.failed_sign_ins = 0 if fits else account.failed_sign_ins + 1
    if account.failed_sign_ins >= FAILURES_ALLOWED:
        account.locked_until, account.failed_sign_ins = clock.now() + LOCKED_FOR, 0
    return None if fits else _wrong()


def _wrong() -> Unauthorized:
    return Unauthorized("用户名或密码不对。", code="wrong_password")


def change_password(new: str, *, by: Person, current: str | None = None) -> None:
    """Choose another password; whoever has one proves it first. Every other session of the person ends.

    Raises Invalid, Unauthorized `wrong_password`, Locked, Forbidden for who has no username.
    """
    account = queries.account(by.account_id)
    if account.username is None:
        raise Forbidden("您用微信登录，不需要密码。", code="no_username")
    if account.password_hash is not None:
        prove(account.id, current or "")
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
        account.password_hash, account.failed_sign_ins, account.locked_until = password_hash, 0, None
        end_where(SignIn.account_id == account_id, SignIn.id != (but or ""), because="password_changed")
