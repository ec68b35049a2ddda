"""Signing in on web pages inside WeChat: the official account (公众号) that asks who somebody is, and the way there."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import current_app

from service.wechat.answers import LIKELY_ID, WebApp

ADDRESS = "https://open.weixin.qq.com/connect/oauth2/authorize"
SILENTLY = "snsapi_base"  # who somebody is and nothing else about him: WeChat does not even ask


def web_app(settings: Mapping) -> WebApp | None:
    """The account the settings name; None when none is. Raises ValueError that names the setting that is wrong."""
    app_id, secret = settings.get("WECHAT_WEB_APP_ID", ""), settings.get("WECHAT_WEB_APP_SECRET", "")
    if not app_id and not secret:
        return None
    if not app_id or not secret:
        raise ValueError("WECHAT_WEB_APP_ID and WECHAT_WEB_APP_SECRET belong together: both, or neither")
    if not LIKELY_ID.fullmatch(app_id) or len(app_id) > 64:
        raise ValueError("WECHAT_WEB_APP_ID is no app id")
    if app_id == settings.get("WECHAT_APP_ID"):
        raise ValueError("WECHAT_WEB_APP_ID is the official account's, not the mini-program's")
    return WebApp(app_id, secret)


def is_offered() -> bool:
    """Whether people can sign in through WeChat on web pages here."""
    return web_app(current_app.config) is not None


def authorize_url(redirect_uri: str, state: str) -> str | None:
    """Where a browser inside WeChat goes to come back to `redirect_uri` with `code` and `state`; None: not offered.

    `state` is the page's own: 1 to 128 letters and digits that it knows again. Raises ValueError for any other.
    """
    app = web_app(current_app.config)
    if not (state.isascii() and state.isalnum() and len(state) <= 128):
        raise ValueError("WeChat takes a state of 1 to 128 letters and digits")
    if app is None:
        return None
    query = {"appid": app.app_id, "redirect_uri": redirect_uri, "response_type": "code", "scope": SILENTLY,
             "state": state}
    return f"{ADDRESS}?{urlencode(query)}#wechat_redirect"  # in this order: WeChat compares it
