"""What the stand-in does by itself: tell what it thinks of pictures, and answer over a socket."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from service.core import jobs
from service.wechat.fake import FakeWeChat

commands = AppGroup("wechat", help="The WeChat platform and its stand-in.")


@commands.command("serve-fake")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8100, show_default=True, help="0 takes any free port.")
@click.option("--record", type=click.Path(path_type=Path, dir_okay=False), help="Write each message taken here.")
@click.option("--delay-ms", default=0.0, show_default=True, help="Answer so many milliseconds late.")
@click.option("--quota", type=click.IntRange(0), help="Ticks of each person for each template; without it, no end.")
@click.option("--token-seconds", default=7200, show_default=True, type=click.IntRange(2), help="Life of a token.")
@click.option("--template", "templates", multiple=True, help="A template id to take; without any, all are taken.")
@click.option("--push-url", help="Where the verdicts on pictures go: …/api/v1/wechat/push")
def serve_fake(host: str, port: int, push_url: str | None, **choices: object) -> None:
    """Answer as the platform does, at http://HOST:PORT, until stopped; GET /fake tells how to make it fail."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("正式环境不能使用微信的替身。 The stand-in has no place in production.")
    from service.wechat import serving
    platform = serving.platform_for(current_app.config, push_url, **choices)
    try:
        server = serving.Server(host, port, platform.answer)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror}") from error
    click.echo(f"WECHAT=real WECHAT_BASE_URL={server.url}")
    try:
        server.serve()
    except KeyboardInterrupt:
        server.close()


def tell_verdicts() -> int:
    """Tell what the stand-in in process thinks of pictures, as the platform would push it; how many were told."""
    from service.wechat import actions
    fake = current_app.extensions["wechat"]
    due = fake.verdicts()
    for trace_id, verdict in due.items():
        result = {"suggest": verdict.suggestion.value, "label": verdict.label}
        actions.tell({"MsgType": "event", "Event": "wxa_media_check", "trace_id": trace_id, "result": result})
        fake.forget(trace_id)
    return len(due)


def would_tell() -> int:
    """What a dry run of the timer says: the stand-in would forget what it was rehearsed with."""
    return len(current_app.extensions["wechat"].verdicts())


def init_app(app: Flask) -> None:
    """Register the command, and for the stand-in in process the telling of verdicts."""
    app.cli.add_command(commands)
    if isinstance(app.extensions["wechat"], FakeWeChat):
        jobs.every_minute(app, "wechat_verdicts", tell_verdicts, would=would_tell)
