"""Makes a browser the session somebody has just opened, and lets him go on where he was."""

from __future__ import annotations

from flask import Response, current_app, redirect, url_for

from service.accounts import actions as accounts
from service.accounts.tokens import SignedIn
from service.core.errors import Forbidden
from service.core.pages import carried, enter, next_page, set_out
from service.organization.actors import Actor
from service.wechat import web


def enter_with(signed_in: SignedIn, *, before: Actor | None, to: str | None = None) -> Response | None:
    """This browser is that session from now on, and the one it was `before` ends: on to the page `to`, or the one he
    came from; or None to show him what he had typed before he was asked to sign in, so that he sends it himself."""
    if before:  # nobody is left who could end it
        accounts.sign_out(by=before)
    enter(signed_in.account_id, signed_in.session_id)
    return None if carried()[1] else redirect(to or next_page(), 303)


def go_to_wechat() -> Response:
    """Off to WeChat, which knows who holds this phone. Raises Forbidden `wechat_web_not_offered`."""
    back = current_app.config["PUBLIC_URL"].rstrip("/") + url_for("web.signing_in.back_from_wechat")
    address = web.authorize_url(back, set_out(next_page()))
    if address is None:
        raise Forbidden("这里没有开通微信网页登录，请从小程序进入。", code="wechat_web_not_offered")
    return redirect(address, 303)
