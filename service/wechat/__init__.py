"""The WeChat platform: who a person is there, his phone number, and messages to him; real or a stand-in."""

from pathlib import Path

from flask import Config, Flask, current_app

from service.wechat.client import BASE_URL, WeChatClient
from service.wechat.fake import FakeWeChat


def init_app(app: Flask) -> None:
    """Give the app the platform its setting WECHAT names, "fake" or "real"; ValueError for a bad setting."""
    makers = {"fake": _fake, "real": _real}
    chosen = app.config["WECHAT"]
    if chosen not in makers:
        raise ValueError(f'WECHAT is "fake" or "real", not {chosen!r}')
    app.extensions["wechat"] = makers[chosen](app.config)


def platform() -> WeChatClient | FakeWeChat:
    """The platform of the running app."""
    return current_app.extensions["wechat"]


def _fake(config: Config) -> FakeWeChat:
    record = config.get("WECHAT_RECORD")
    return FakeWeChat(config.get("WECHAT_APP_ID") or "fake", Path(record) if record else None)


def _real(config: Config) -> WeChatClient:
    for name in ("WECHAT_APP_ID", "WECHAT_APP_SECRET"):
        if not config.get(name):
            raise ValueError(f"the real WeChat needs {name}")
    return WeChatClient(
        config["WECHAT_APP_ID"], config["WECHAT_APP_SECRET"], config.get("WECHAT_BASE_URL") or BASE_URL
    )
