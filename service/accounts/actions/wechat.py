"""What WeChat proves: who somebody is, and that a phone number is his."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.accounts import events, queries, tokens
from service.accounts.actions.identifying import account_id_of
from service.accounts.actions.sessions import SignedIn, open_for
from service.accounts.persons import Person
from service.core import clock, metrics
from service.core.database import atomic, db
from service.core.errors import Forbidden, Unauthorized, Unavailable
from service.core.keys import blind_indexes
from service.wechat import platform, web
from service.wechat.answers import Identity
from service.wechat.errors import CodeInvalid, Misuse, Refused, Snapshot, WeChatError


@contextmanager
def _asking_wechat() -> Iterator:
    """The platform, asked outside every transaction and without holding a database connection.

    Raises Unauthorized `wechat_code_invalid`, Forbidden `wechat_refused` or `wechat_snapshot`, or Unavailable.
    """
    if db.session().info.get("atomic"):
        raise RuntimeError("WeChat may take seconds: never inside a transaction")
    db.session.rollback()  # nothing is pending: this only hands the connection back
    try:
        yield platform()
    except CodeInvalid as error:
        raise _unknown_code() from error
    except Snapshot as error:
        raise Forbidden("这是微信的快照页，请先点页面下方的“使用完整服务”，再登录。", code="wechat_snapshot") from error
    except Refused as error:
        raise Forbidden("微信拒绝了这次登录，请联系微信客服。", code="wechat_refused") from error
    except WeChatError as error:
        if isinstance(error, Misuse):
            metrics.alarm("wechat_misuse")
        raise Unavailable("微信暂时没有回应，请稍后再试。", headers={"Retry-After": "5"}) from error


def _unknown_code() -> Unauthorized:
    return Unauthorized("微信登录凭证无效或已经用过，请重新打开再试。", code="wechat_code_invalid")


def sign_in_with_wechat(code: str) -> SignedIn:
    """Sign in whoever the one-time code of `wx.login` stands for; who is new becomes a resident.

    Raises Unauthorized `wechat_code_invalid`, also for a `demo:` name the demonstration town does not have.
    """
    with _asking_wechat() as wechat:
        identity = wechat.login(code)
    return _signed_in(identity)


def sign_in_with_wechat_web(code: str) -> SignedIn:
    """Sign in whoever came back from WeChat to a web page with this code; one person has one account in all apps.

    Raises Forbidden `wechat_web_not_offered`, `wechat_snapshot`, `wechat_refused`, else as `sign_in_with_wechat`.
    """
    if not web.is_offered():
        raise Forbidden("这里没有开通微信网页登录，请从小程序进入。", code="wechat_web_not_offered")
    with _asking_wechat() as wechat:
        identity = wechat.web_login(code)
    return _signed_in(identity)


def _signed_in(identity: Identity) -> SignedIn:
    with atomic():
        account_id = account_id_of(identity)
        if account_id is None:
            raise _unknown_code()
        sign_in = open_for(account_id)
    return tokens.signed_in(sign_in)


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
