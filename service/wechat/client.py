"""The WeChat platform over HTTPS: what we ask it, in its words and with our secret."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from service.wechat.answers import LIKELY_ID, Identity, Scene, Suggestion, Verdict, WebApp, judged
from service.wechat.codes import VERSIONS, check_code
from service.wechat.errors import STALE_TOKEN, Busy, CodeInvalid, Misconfigured, Snapshot, WeChatError
from service.wechat.tokens import NoShelf, Row, TokenKeeper
from service.wechat.transport import LARGEST_ANSWER, LARGEST_PICTURE, Answer, Transport, answer_in, picture_in

BASE_URL = "https://api.weixin.qq.com"
LIKELY_CODE = re.compile(r"[!-~]{1,512}")  # any other text would be too much for an address
LONGEST_TEXT = 2500  # characters the platform checks at once
OVERLAP = 20  # characters checked twice, so that no word is cut in two and passes


class WeChatClient:
    """The real platform; one per process, shared by its threads, which need no application context.

    Every method raises a WeChatError and no other; called inside a database transaction they raise RuntimeError.
    """

    def __init__(
        self,
        app_id: str,
        secret: str,
        base_url: str = BASE_URL,
        *,
        connect_seconds: float = 3.0,
        read_seconds: float = 8.0,
        miniprogram_state: str = "formal",
        shelf: Row | NoShelf | None = None,
        web: WebApp | None = None,
    ) -> None:
        self._app_id = app_id
        self._secret = secret
        self._web = web
        self._miniprogram_state = miniprogram_state
        self._transport = Transport(base_url, connect_seconds, read_seconds)
        self._tokens = TokenKeeper(self._ask_for_token, shelf or NoShelf(), self._transport.patience)

    def login(self, code: str) -> Identity:
        """Who holds this `wx.login` code; raises CodeInvalid, Refused (high-risk person) or Busy."""
        if not LIKELY_CODE.fullmatch(code):
            raise CodeInvalid(reason="no code looks like this")
        query = {"appid": self._app_id, "secret": self._secret, "js_code": code, "grant_type": "authorization_code"}
        return _identity(self._app_id, self._transport.call("GET", "/sns/jscode2session", query, read=answer_in))

    def web_login(self, code: str) -> Identity:
        """Who came back to a web page with this code; raises as `login`, Snapshot, and Misconfigured without a web app.

        The answer's own access token opens nothing we want, and is dropped.
        """
        if self._web is None:
            raise Misconfigured(reason="no web app in the settings")
        if not LIKELY_CODE.fullmatch(code):
            raise CodeInvalid(reason="no code looks like this")
        query = {"appid": self._web.app_id, "secret": self._web.secret, "code": code,
                 "grant_type": "authorization_code"}
        answer = self._transport.call("GET", "/sns/oauth2/access_token", query, read=answer_in)
        if str(answer.get("is_snapshotuser", 0)) == "1":
            raise Snapshot(reason="a made-up person of a snapshot page")
        return _identity(self._web.app_id, answer)

    def phone(self, code: str) -> str:
        """The number behind a phone code: 11 digits, or +CC… from abroad; raises CodeInvalid or Busy."""
        answer = self._call("/wxa/business/getuserphonenumber", {"code": code})
        info = _object(answer, "phone_info")
        if _object(info, "watermark").get("appid") != self._app_id:
            raise CodeInvalid(reason="the number was given to another app")
        return _phone_number(str(info.get("countryCode", "")), str(info.get("purePhoneNumber", "")))

    def send(self, openid: str, template_id: str, data: dict[str, str], page: str | None) -> None:
        """Send a subscribe message (template field → text); raises Refused, Misuse or Busy."""
        message: dict[str, Any] = {
            "touser": openid, "template_id": template_id, "miniprogram_state": self._miniprogram_state,
            "lang": "zh_CN", "data": {name: {"value": value} for name, value in data.items()},
        }
        if page is not None:
            message["page"] = page
        self._call("/cgi-bin/message/subscribe/send", message)

    def check_text(self, openid: str, text: str, *, scene: Scene, nickname: str | None = None) -> Verdict:
        """What the platform thinks of a text and a nickname of this person; of a long text, of its worst part.

        Raises NotRecent when he has not used the mini-program in the last two hours, Busy or Misuse.
        """
        worst = Verdict(Suggestion.PASS)
        for number, part in enumerate(_parts(text or nickname or "")):
            about = {"version": 2, "openid": openid, "scene": int(scene), "content": part}
            if nickname and number == 0:
                about["nickname"] = nickname
            worst = max(worst, _verdict(self._call("/wxa/msg_sec_check", about)), key=Verdict.severity)
            if worst.suggestion is Suggestion.RISKY:
                break
        return worst

    def check_picture(self, openid: str, url: str, *, scene: Scene) -> str:
        """The trace id under which the verdict on the picture at this public address will be pushed, in 30 minutes.

        Raises NotRecent, Busy or Misuse. The address must hold for those 30 minutes.
        """
        about = {"media_url": url, "media_type": 2, "version": 2, "openid": openid, "scene": int(scene)}
        return _id(self._call("/wxa/media_check_async", about), "trace_id")

    def mini_program_code(self, scene: str, page: str, *, width: int = 430) -> bytes:
        """The round code (PNG or JPEG, `width` pixels a side) that opens the page with this scene.

        Raises ValueError for a scene or width the platform does not take, Misuse for a page it does not know, Busy.
        """
        check_code(scene, width)
        wish = {"scene": scene, "page": page, "width": width, "env_version": VERSIONS[self._miniprogram_state],
                "check_path": self._miniprogram_state == "formal"}
        return self._call("/wxa/getwxacodeunlimit", wish, read=picture_in, largest=LARGEST_PICTURE)

    def _call(self, path: str, body: dict[str, Any], *, read: Callable[[bytes], Answer] = answer_in,
              largest: int = LARGEST_ANSWER) -> Answer:
        """A call with the access token; when the platform refuses the token, once more with another one."""
        try:
            return self._call_once(path, body, read, largest)
        except Busy as error:
            if error.errcode not in STALE_TOKEN:
                raise
        return self._call_once(path, body, read, largest)

    def _call_once(self, path: str, body: dict[str, Any], read: Callable[[bytes], Answer], largest: int) -> Answer:
        token = self._tokens.current()
        try:
            return self._transport.call("POST", path, {"access_token": token}, body, read=read, largest=largest)
        except Busy as error:
            if error.errcode in STALE_TOKEN:
                self._tokens.drop(token)
            raise

    def _ask_for_token(self, forced: bool) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret,
                "force_refresh": forced}
        try:
            return self._transport.call("POST", "/cgi-bin/stable_token", {}, body, read=answer_in)
        except WeChatError as error:
            if isinstance(error, Busy) and error.errcode not in STALE_TOKEN:
                raise
            # Nothing of any message is in this question: whatever is wrong is in the settings, here or there.
            raise Misconfigured(error.errcode, error.rid, "no token for our app id, secret and address") from error


def _parts(text: str) -> Iterator[str]:
    """The text in pieces the platform takes; none for no text."""
    step = LONGEST_TEXT - OVERLAP
    for start in range(0, max(len(text) - OVERLAP, min(len(text), 1)), step):
        yield text[start:start + LONGEST_TEXT]


def _verdict(answer: dict[str, Any]) -> Verdict:
    verdict = judged(answer.get("result"))
    if verdict is None:
        raise Busy(reason="no verdict")
    return verdict


def _phone_number(country: str, number: str) -> str:
    international = f"+{country.removeprefix('+')} {number}"
    mainland = re.fullmatch(r"\+86 (1[0-9]{10})", international)
    if mainland:
        return mainland[1]
    if not re.fullmatch(r"\+(?!86 )[1-9][0-9]{0,3} [0-9]{4,14}", international):
        raise Busy(reason="phone_info is not a phone number")
    return international.replace(" ", "")


def _identity(app_id: str, answer: dict[str, Any]) -> Identity:
    return Identity(app_id, _id(answer, "openid"), _id(answer, "unionid") if answer.get("unionid") else None)


def _id(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not LIKELY_ID.fullmatch(value):
        raise Busy(reason=f"{name} is missing")
    return value


def _object(answer: dict[str, Any], name: str) -> dict[str, Any]:
    value = answer.get(name)
    return value if isinstance(value, dict) else {}
