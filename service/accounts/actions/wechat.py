"""What WeChat proves: who somebody is, and that a phone number is his."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from service.accounts import events, queries, tokens
from service.accounts.actions.naming import create_account
from service.accounts.actions.sessions import SignedIn, open_for
from service.accounts.models import WechatIdentity
from service.accounts.persons import Person
from service.core import clock, metrics
from service.core.database import atomic, db
from service.core.errors import Forbidden, Unauthorized, Unavailable
from service.core.keys import blind_indexes
from service.wechat import platform
from service.wechat.answers import Identity
from service.wechat.errors import CodeInvalid, Misuse, Refused, WeChatError

DEMONSTRATION = "demo:"


@contextmanager
def _asking_wechat() -> Iterator:
    """The platform, asked outside every transaction and without holding a database connection.

    Raises Unauthorized `wechat_code_invalid`, Forbidden `wechat_refused`, or Unavailable.
    """
    if db.session().info.get("atomic"):
        raise RuntimeError("WeChat may take seconds: never inside a transaction")
    db.session.rollback()  # nothing is pending: this only hands the connection back
    try:
        yield platform()
    except CodeInvalid as error:
        raise _unknown_code() from error
    except Refused as error:
        raise Forbidden("微信拒绝了这次登录，请联系微信客服。", code="wechat_refused") from error
    except WeChatError as error:
        if isinstance(error, Misuse):
            metrics.alarm("wechat_misuse")
        raise Unavailable("微信暂时没有回应，请稍后再试。", headers={"Retry-After": "5"}) from error


def _unknown_code() -> Unauthorized:
    return Unauthorized("微信登录凭证无效或已经用过，请重新进入小程序。", code="wechat_code_invalid")


def sign_in_with_wechat(code: str) -> SignedIn:
    """Sign in whoever the one-time code of `wx.login` stands for; who is new becomes a resident.

    Raises Unauthorized `wechat_code_invalid`, also for a `demo:` name the demonstration town does not have.
    """
    with _asking_wechat() as wechat:
        identity = wechat.login(code)
    with atomic():
        account_id = queries.account_id_of_identity(identity.app_id, identity.openid)
        if account_id is None and identity.openid.startswith(DEMONSTRATION):
            raise _unknown_code()
        sign_in = open_for(account_id or _first_seen(identity))
    return SignedIn(sign_in.account_id, tokens.issue(sign_in))


def _first_seen(identity: Identity) -> int:
    """The new resident's account id; of two first sign-ins at once the unique identity lets one in."""
    try:
        with db.session.begin_nested():
            account = create_account()
            db.session.add(WechatIdentity(account_id=account.id, app_id=identity.app_id,
                                          openid=identity.openid, unionid=identity.unionid,
                                          created_at=account.created_at))
            db.session.flush()
        return account.id
    except exc.IntegrityError:
        return queries.account_id_of_identity(identity.app_id, identity.openid)


def verify_phone(code: str, *, by: Person) -> None:
    """Keep the phone number that WeChat vouches for, encrypted, in place of any earlier one.

    Raises Unauthorized `wechat_code_invalid` or Unavailable.
    """
    with _asking_wechat() as wechat:
        phone = wechat.phone(code)
    with atomic() as session:
        account = queries.account(by.account_id, locked=True)
        account.phone, account.phone_index = phone, blind_indexes(phone, "phone")[0]
        account.phone_verified_at = clock.now()
        session.flush()
        events.phone_verified.send(account)
