"""Style sheets, scripts and pictures of pages: read once, compressed once, under names that change with the content.

Nothing comes from elsewhere: our own files, and the style sheet that lies in an installed package. Only these are
compressed; a page holds the secret of its forms beside what somebody typed, and compressing both together would let
the length give it away (BREACH).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from service.core.errors import NotFound

COMPRESSED = (".css", ".js", ".svg")
KEPT = "public, max-age=31536000, immutable"  # under this name it never changes


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes as they are and, where it pays, compressed."""

    digest: str
    mimetype: str
    plain: bytes
    packed: bytes | None


def read(name: str, paths: list[Path]) -> Asset:
    """The asset made of these files, one after the other. Raises OSError."""
    plain = b"".join(path.read_bytes() for path in paths)
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(plain, 9, mtime=0) if name.endswith(COMPRESSED) else None
    return Asset(hashlib.sha256(plain).hexdigest()[:16], mimetype, plain, packed)


def init_app(app: Flask, files: dict[str, list[Path]]) -> None:
    """Serve these files by name below `/assets/`; several under one name are one after the other, one request."""
    app.extensions["assets"] = {name: read(name, paths) for name, paths in files.items()}
    app.add_url_rule("/assets/<digest>/<path:name>", endpoint="assets.file", view_func=_file)
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(name: str) -> str:
    """The address of an asset as it is now. Raises KeyError."""
    return url_for("assets.file", digest=current_app.extensions["assets"][name].digest, name=name)


def _file(digest: str, name: str) -> Response:
    """One asset. Raises NotFound for a name that is none, or an older content."""
    asset = current_app.extensions["assets"].get(name)
    if asset is None or asset.digest != digest:
        raise NotFound()
    packed = asset.packed is not None and "gzip" in request.accept_encodings
    answer = Response(asset.packed if packed else asset.plain, mimetype=asset.mimetype)
    answer.headers.update({"Cache-Control": KEPT, "Vary": "Accept-Encoding"})
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
