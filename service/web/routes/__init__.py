"""The pages by whom they are for; all of them below one blueprint, so that their addresses begin with `web.`."""

from flask import Blueprint

from service.web.routes import home, reporting, signing_in, tickets

PARTS = (home, signing_in, reporting, tickets)


def web() -> Blueprint:
    """The blueprint of all pages; a fresh one for every application."""
    found = Blueprint("web", "service.web", template_folder="templates")
    for part in PARTS:
        found.register_blueprint(part.bp)
    return found
