"""The WeChat platform: who a person is there, messages and codes for him, and checks; real or a stand-in."""

import re
from pathlib import Path

from flask import Flask, current_app

from service.wechat import push, web
from service.wechat.client import BASE_URL, WeChatClient
from service.wechat.codes import VERSIONS
from service.wechat.fake import FakeWeChat
from service.wechat.tokens import Row

ADDRESS = re.compile(r"https?://[!-~]+")  # for any other every call would be Busy, for ever


def init_app(app: Flask) -> None:
    """Give the app the platform its setting WECHAT names, "fake" or "real"; ValueError for a bad setting."""
    from service.wechat import tasks
    app.extensions["wechat"] = chosen(app)
    web.web_app(app.config)
    push.check_settings(app.config.get("WECHAT_PUSH_TOKEN", ""), app.config.get("WECHAT_PUSH_KEY", ""))
    tasks.init_app(app)


def blueprints() -> tuple:
    """Where the platform pushes its events."""
    from service.wechat.routes import bp
    return (bp,)


def platform() -> WeChatClient | FakeWeChat:
    """The platform of the running app."""
    return current_app.extensions["wechat"]


def chosen(app: Flask) -> WeChatClient | FakeWeChat:
    """A platform as the settings of the app want it; ValueError for a bad setting."""
    makers = {"fake": _fake, "real": _real}
    name = app.config["WECHAT"]
    if name not in makers:
        raise ValueError(f'WECHAT is "fake" or "real", not {name!r}')
    return makers[name](app)


def _fake(app: Flask) -> FakeWeChat:
    record = app.config.get("WECHAT_RECORD")
    return FakeWeChat(app.config.get("WECHAT_APP_ID") or "fake", Path(record) if record else None,
                      web=web.web_app(app.config))


def _real(app: Flask) -> WeChatClient:
    config = app.config
    for name in ("WECHAT_APP_ID", "WECHAT_APP_SECRET"):
        if not config.get(name):
            raise ValueError(f"the real WeChat needs {name}")
    address, state = config.get("WECHAT_BASE_URL") or BASE_URL, config.get("WECHAT_MINIPROGRAM_STATE") or "formal"
    if not ADDRESS.fullmatch(address):
        raise ValueError("WECHAT_BASE_URL is http:// or https:// and a host")
    if config.get("PRODUCTION") and not address.startswith("https://"):
        raise ValueError("WECHAT_BASE_URL is https:// in production: the secret travels there")
    if state not in VERSIONS:
        raise ValueError(f"WECHAT_MINIPROGRAM_STATE is one of {', '.join(VERSIONS)}, not {state!r}")
    return WeChatClient(config["WECHAT_APP_ID"], config["WECHAT_APP_SECRET"], address, miniprogram_state=state,
                        shelf=Row(app, config["WECHAT_APP_ID"]), web=web.web_app(config))
