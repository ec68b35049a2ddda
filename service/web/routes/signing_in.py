"""Signing in on a page and out again: through WeChat, with a password, or in the demonstration as one of its people."""

from flask import Blueprint

from service.accounts import actions as accounts
from service.core.http import limited, me, someone, unlimited
from service.core.http.limits import address
from service.core.pages import anybody, asks, come_back, fills, leads_to, leave, shows, somebody
from service.organization.schemas.people import PasswordSignInIn, WechatSignInIn
from service.web.actions.entering import enter_with, go_to_wechat
from service.web.queries.signing_in import ways_to_sign_in
from service.web.schemas.signing_in import BackQuery, SignInQuery

bp = Blueprint("signing_in", __name__)


@bp.get("/sign-in")
@anybody
@shows("sign_in.html")
@asks(SignInQuery)
def sign_in(code):
    """How one signs in here; the mini-program's web view brings its one-time code along."""
    return ways_to_sign_in(code)


@bp.post("/sign-in/wechat")
@anybody
@fills(WechatSignInIn, on=sign_in)
@limited("sign_in", per=("address",))
@shows("go_on.html")
def with_wechat(code):
    """Sign in by a one-time code of WeChat's; in the demonstration its people have one each."""
    return enter_with(accounts.sign_in_with_wechat(code), before=someone())


@bp.post("/sign-in/password")
@anybody
@fills(PasswordSignInIn, on=sign_in)
@limited("sign_in", per=("address",))
@shows("go_on.html")
def with_password(username, password):
    """Sign in with a password: staff only."""
    return enter_with(accounts.sign_in_with_password(username, password, address=address()), before=someone())


@bp.get("/sign-in/web")
@anybody
@shows("sign_in.html")
def to_wechat():
    """Ask WeChat who holds this phone; it sends the browser back."""
    return go_to_wechat()


@bp.get("/sign-in/web/back")
@anybody
@asks(BackQuery)
@limited("sign_in", per=("address",))
@shows("go_on.html")
def back_from_wechat(code, state):
    """Back from WeChat: whoever we sent out is signed in."""
    after = come_back(state)
    return enter_with(accounts.sign_in_with_wechat_web(code), before=someone(), to=after)


@bp.get("/sign-out")
@somebody
@shows("sign_out.html")
def leaving():
    """Ask before signing out."""


@bp.post("/sign-out")
@somebody
@fills(on=leaving)
@unlimited("who wants to be signed out is, however much he has done before")
@leads_to("web.home.home", says="您已退出登录。")
def sign_out():
    """Sign out: the session ends, here and for every token of it."""
    accounts.sign_out(by=me())
    leave()
