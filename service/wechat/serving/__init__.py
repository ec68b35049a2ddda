"""The platform over a real socket, on this machine: its paths, its answers, its errors, for the real client to try."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from service.wechat.serving.platform import Choices, Platform
from service.wechat.serving.pushing import Pusher
from service.wechat.serving.wire import Answer, Request, Server

__all__ = ["Answer", "Choices", "Platform", "Pusher", "Request", "Server", "platform_for"]


def platform_for(config: Mapping, push_url: str | None = None, *, record: Path | None = None, delay_ms: float = 0.0,
                 quota: int | None = None, token_seconds: int = 7200, templates: tuple[str, ...] = ()) -> Platform:
    """A stand-in with these choices; it pushes events where the settings have a token and a key for that."""
    choices = Choices(token_seconds, delay_ms / 1000, quota, frozenset(templates) or None,
                      config["WECHAT_APP_SECRET"] or None, record, config["WECHAT_WEB_APP_SECRET"] or None)
    if not (config["WECHAT_PUSH_TOKEN"] and config["WECHAT_PUSH_KEY"]):
        return Platform(choices)
    pusher = Pusher(token=config["WECHAT_PUSH_TOKEN"], key=config["WECHAT_PUSH_KEY"], app_id=config["WECHAT_APP_ID"],
                    url=push_url)
    return Platform(choices, judged=pusher.judged, push=pusher.push)
