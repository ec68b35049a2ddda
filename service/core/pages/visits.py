"""Who looks at a page: the id of a living session in a signed cookie that no script can read.

The cookie says nothing by itself: whether the session lives, and which roles its person holds, is asked of the
database at every page, just as for a token of the API.
"""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session

from service.core import clock
from service.core.errors import Unauthorized
from service.core.keys import unknown
from service.core.pages.cookies import Cookies

LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # a path of ours; browsers read \ as /
AN_HOUR = 3600
NEVER_CARRIED = ("_csrf", "password", "current", "new")  # secrets: of the form, and passwords
CARRIED, CARRIED_TO, LEFT_BEHIND = "_carried.", "_carried_to", "_left_behind"


def init_app(app: Flask) -> None:
    """Sign the cookie and forms with the first key of the ring and read them with every one, as tokens are.

    The cookie goes out when something in it has changed and not with every answer: one that was begun before its person
    signed in anew, in another tab, would bring the old session back.
    """
    ring, safe = app.extensions["signing_keys"], app.config["PUBLIC_URL"].startswith("https://")
    others = [key for name, key in ring.keys.items() if name != ring.current]
    app.session_interface = Cookies()
    app.config.update(
        SECRET_KEY=ring.keys[ring.current], SECRET_KEY_FALLBACKS=others, SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_SECRET_KEY=[*others, ring.keys[ring.current]],  # the last one signs
        SESSION_COOKIE_NAME="__Host-mashang" if safe else "mashang", SESSION_COOKIE_SECURE=safe,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=app.config["RESIDENT_REFRESH_DAYS"] * 86_400)


def enter(account_id: int, sign_in_id: str) -> None:
    """From now on this browser is the session of this person; whatever it was before is forgotten."""
    session.clear()
    session.permanent = True
    session.update(account=account_id, sign_in=sign_in_id, prolonged=int(clock.now().timestamp()))
    g.pop("me", None)
    recognise()  # what is shown next names who he is now


def leave() -> None:
    """Forget who this browser was."""
    session.clear()


def recognise() -> None:
    """Know who looks, when it is somebody; one whose session has ended is nobody. His cookie stays as it is: another
    tab may be signing him in just now. Raises UnknownKey for the cookie of a living session under a key of others."""
    said = session.sealed_by_others or session
    if "me" in g or "sign_in" not in said:
        return
    try:
        actor = current_app.extensions["page_doorkeeper"](said["sign_in"], said["account"])
        if session.sealed_by_others:
            raise unknown("cookie")
        g.me = actor
        _prolong()
    except Unauthorized:
        session.sealed_by_others = None
        g.pop("me", None)


def _prolong() -> None:
    """A session that is used lives on; who comes back every day need not sign in again. Once an hour is enough."""
    moment = int(clock.now().timestamp())
    if abs(moment - session.get("prolonged", 0)) >= AN_HOUR:  # also when the clock has been set back
        current_app.extensions["page_prolonger"](by=g.me)
        session["prolonged"] = moment


def set_out(to: str) -> str:
    """Before the browser is sent to another site to sign in: what that site must bring back, and where to go then."""
    session.update(state=secrets.token_hex(16), after=local_path(to))
    return session["state"]


def come_back(state: str) -> str:
    """Where to go on, for a browser that was sent out by us. Raises Unauthorized for one that was not: somebody else
    could have made it come here to be signed in as him (RFC 6749, section 10.12)."""
    expected, after = session.pop("state", ""), session.pop("after", "/")
    g.onward = after  # also where the next try leads, should this one fail
    if not expected or not hmac.compare_digest(expected.encode(), state.encode()):
        raise Unauthorized("这次登录没有完成，请再点一次登录。", code="sign_in_interrupted")
    return after


def local_path(path: str | None, otherwise: str = "/") -> str:
    """A path on this very server to go on with; `otherwise` for anything that could lead elsewhere."""
    return path if path and LOCAL.fullmatch(path) else otherwise


def here() -> str:
    """The path and query of the page that is looked at; of a form, the page it stands on."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return local_path(request.form.get("_page"), request.path)


def next_page() -> str:
    """Where to go on after a detour: what the form says, or the beginning."""
    return local_path(request.form.get("_next") or request.args.get("next"))


def onward() -> str:
    """Where to go on once somebody has signed in who was asked to, or whose try to has failed."""
    return g.get("onward") or (next_page() if "_next" in request.form else here())


def from_elsewhere() -> bool:
    """Whether another site made the browser send this; one too old to say where a form came from is believed, its
    form still has to hold the secret."""
    said = request.headers.get("Sec-Fetch-Site")
    if said:
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    ours = (request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc)
    return origin is not None and urlsplit(origin).netloc not in ours


def carried() -> tuple[list[tuple[str, str]], str | None]:
    """What was typed before a detour such as signing in, as (name, value) pairs, and the path it was meant for.

    On the detour's own form (it says `_next`) the names begin with `_carried.`; right after a form was refused they
    are its own, none for a button. Files cannot be carried: `_left_behind` names the fields that had some, so that
    they are asked for again.
    """
    if CARRIED_TO in request.form:
        pairs = [(name.removeprefix(CARRIED), value) for name, value in request.form.items(multi=True)
                 if name.startswith(CARRIED)]
        return pairs, local_path(request.form[CARRIED_TO], "") or None
    if request.method != "POST" or g.get("problem") is None or g.get("forgotten") or "_next" in request.form:
        return [], None
    own = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_CARRIED]
    own += [(LEFT_BEHIND, name) for name in request.files if any(file.filename for file in request.files.getlist(name))]
    return own, request.full_path.rstrip("?")
