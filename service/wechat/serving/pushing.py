"""Events from the stand-in to our service, sealed as the platform seals them and told again when not heard."""

from __future__ import annotations

import threading
import time

import click
import httpx

from service.wechat import push
from service.wechat.answers import Suggestion

TRIES = 3
PATIENCE = 5.0  # seconds, as the platform's
HEARD = "success"


class Pusher:
    """Knows token and key of the message push (消息推送) and where pictures' verdicts go."""

    def __init__(self, *, token: str, key: str, app_id: str, url: str | None = None,
                 judge_seconds: float = 1.0) -> None:
        self._ours = {"token": token, "key": key, "app_id": app_id}
        self._url = url
        self._judge_seconds = judge_seconds
        self._http = httpx.Client(timeout=PATIENCE, trust_env=False)

    def push(self, url: str, event: dict) -> tuple[int, str]:
        """Status and text of the service's answer; up to three tries until it says `success`; 0 when none came."""
        message = {"ToUserName": "gh_fake", "CreateTime": int(time.time()), "MsgType": "event"} | event
        status, said = 0, "no answer"
        for _ in range(TRIES):
            query, body = push.sealed(message, **self._ours)
            try:
                answer = self._http.post(url, params=query, content=body)
            except httpx.HTTPError as error:
                status, said = 0, type(error).__name__
                continue
            status, said = answer.status_code, answer.text
            if (status, said) == (200, HEARD):
                break
        return status, said

    def judged(self, trace_id: str, suggestion: Suggestion) -> None:
        """Tell the verdict on a picture in a moment, where verdicts are wanted."""
        if self._url is None:
            return
        label = 100 if suggestion is Suggestion.PASS else 20001
        event = {"Event": "wxa_media_check", "FromUserName": "platform", "version": 2, "trace_id": trace_id,
                 "errcode": 0, "errmsg": "ok", "result": {"suggest": suggestion.value, "label": label}}
        later = threading.Timer(self._judge_seconds, self._tell, (event,))
        later.daemon = True
        later.start()

    def _tell(self, event: dict) -> None:
        status, said = self.push(self._url, event)
        if said != HEARD:
            click.echo(f"the verdict was not heard: {status} {said[:200]}", err=True)
