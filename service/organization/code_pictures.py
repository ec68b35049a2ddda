"""The platform's round codes: asked for once each, checked, and kept in a folder, because they never change.

See docs/adr/0031-round-codes-are-kept-in-a-folder.md.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask, current_app
from PIL import Image

from service.core import metrics
from service.core.database import db
from service.core.errors import Unavailable
from service.wechat import platform
from service.wechat.errors import Misuse, WeChatError

SCENE = re.compile(r"[0-9A-Za-z_-]{1,32}", re.ASCII)  # what tokens are made of; the platform takes a few signs more
PAGE = re.compile(r"[0-9A-Za-z_-]+(/[0-9A-Za-z_-]+)*", re.ASCII)
PIXELS = 860  # a side; on A6 280 dots an inch
LEAST_PIXELS, MOST_PIXELS, MOST_BYTES = 200, 2000, 1024 * 1024
GREYS = [round(grey / 17) * 17 for grey in range(256)]  # sixteen: what JPEG left around the black goes, a half is left
RETRY_SECONDS = "30"
log = structlog.get_logger("code_pictures")


class NoPicture(ValueError):
    """What came is no square picture of a sensible size."""


def check_settings(app: Flask) -> None:
    """Raises ValueError for a WECHAT_CODE_PAGE the platform would refuse for every code."""
    page = app.config["WECHAT_CODE_PAGE"]
    if page and not PAGE.fullmatch(page):
        raise ValueError(f"WECHAT_CODE_PAGE is a page such as pages/index/index, without / in front or ?, not {page!r}")


@dataclass(frozen=True, slots=True)
class CodePictures:
    """The round codes of one page of one edition of the mini-program. Needs no application once it is made."""

    fetch: Callable[..., bytes]
    page: str
    edition: str
    folder: Path

    def of(self, token: str) -> bytes:
        """The code that opens the page with `scene=<token>`, a grey PNG. Raises WeChatError, NoPicture."""
        if not SCENE.fullmatch(token):
            raise ValueError("a token the platform would not take as a scene")
        name = hashlib.sha256(f"{self.edition}\n{self.page}\n{PIXELS}\n{token}".encode()).hexdigest()
        path = self.folder / name[:2] / f"{name}.png"
        with suppress(OSError):
            return path.read_bytes()
        content = cleaned(self.fetch(token, self.page, width=PIXELS))
        try:
            _keep(path, content)
        except OSError as error:  # a full disk or a folder of somebody else's keeps nobody from printing
            log.warning("code_picture_not_kept", kind=type(error).__name__, errno=error.errno)
        return content

    def or_none(self, token: str) -> bytes | None:
        """The same, None and a line in the log when it cannot be had now."""
        try:
            return self.of(token)
        except (WeChatError, NoPicture) as error:
            log.warning("code_picture_missing", kind=type(error).__name__, errcode=getattr(error, "errcode", None),
                        rid=getattr(error, "rid", None))
            if isinstance(error, Misuse):
                metrics.alarm("wechat_misuse")
            return None


def in_use() -> CodePictures | None:
    """The pictures posters of this installation carry; None when they carry a QR code with the web address."""
    settings = current_app.config
    if not settings["WECHAT_CODE_PAGE"]:
        return None
    edition = f"{settings['WECHAT']} {settings['WECHAT_APP_ID']} {settings['WECHAT_MINIPROGRAM_STATE']}"
    return CodePictures(platform().mini_program_code, settings["WECHAT_CODE_PAGE"], edition,
                        Path(settings["DATA_DIR"]) / "codes")


def picture_for(token: str) -> bytes | None:
    """The round code of a poster, None where posters carry QR codes. Raises Unavailable when it cannot be had now."""
    pictures = in_use()
    if pictures is None:
        return None
    if db.session().info.get("atomic"):
        raise RuntimeError("WeChat may take seconds: never inside a transaction")
    db.session.rollback()  # nothing is pending: this only hands the connection back
    picture = pictures.or_none(token)
    if picture is None:
        raise Unavailable("小程序码暂时取不到，请过一会儿再试。", headers={"Retry-After": RETRY_SECONDS})
    return picture


def cleaned(content: bytes) -> bytes:
    """A picture from outside, decoded and written anew as a grey PNG. Raises NoPicture."""
    if len(content) > MOST_BYTES:
        raise NoPicture("too many bytes")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width != image.height or not LEAST_PIXELS <= image.width <= MOST_PIXELS:
                raise NoPicture(f"{image.width} by {image.height}")
            shown = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise error if isinstance(error, NoPicture) else NoPicture(type(error).__name__) from error
    white = Image.new("RGBA", shown.size, "white")
    out = io.BytesIO()
    Image.alpha_composite(white, shown).convert("L").point(GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """The whole file or none; what another process wrote meanwhile is the same picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a name must never outlive the power without its picture
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise
