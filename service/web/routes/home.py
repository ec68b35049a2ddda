"""The first page, and how pages look on this device."""

from flask import Blueprint

from service.core.http import someone
from service.core.pages import anybody, choose, fills, leads_to, shows
from service.web.queries import opening

bp = Blueprint("home", __name__)


@bp.get("/")
@anybody
@shows("home.html")
def home():
    """Where everybody begins: report something, look after one's matters, go to one's work."""
    return opening.home(someone())


@bp.post("/look")
@anybody
@fills(on=home)
@leads_to("web.home.home")
def look():
    """Light or dark, normal or large type, on this device."""
    return choose()
