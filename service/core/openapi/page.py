"""`/api/docs`: the document for people, by Swagger UI from an installed package; nothing comes from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from service.core.errors import NotFound

OURS = Path(__file__).parent
THEIRS = Path(str(files("flask_swagger_ui"))) / "dist"
ASSETS = {"swagger-ui.css": THEIRS, "swagger-ui-bundle.js": THEIRS, "favicon-32x32.png": THEIRS, "start.js": OURS}
ONLY_OURS = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
SECONDS_KEPT = 3600


def add_to(blueprint: Blueprint) -> None:
    """Put the page and its files at `docs` below the blueprint of the document."""
    blueprint.add_url_rule("/docs", endpoint="page", view_func=page)
    blueprint.add_url_rule("/docs/<name>", endpoint="asset", view_func=asset)


def page() -> Response:
    """The document, readable and to be tried out."""
    response = send_from_directory(OURS, "page.html", max_age=SECONDS_KEPT)
    response.headers["Content-Security-Policy"] = ONLY_OURS
    return response


def asset(name: str) -> Response:
    """One of the four files the page is made of. Raises NotFound for any other name."""
    if name not in ASSETS:
        raise NotFound()
    return send_from_directory(ASSETS[name], name, max_age=SECONDS_KEPT)
