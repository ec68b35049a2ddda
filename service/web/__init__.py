"""Pages for people: residents on a phone, workers at a desk, members, courtyards, supervisors, administrators.

They call the same actions and queries as the API; no rule of the domain lives in a page.
"""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask

HERE = Path(__file__).parent
BOOTSTRAP = Path(str(files("flask_bootstrap"))) / "static" / "bootstrap5"


def init_app(app: Flask) -> None:
    """Serve the pages, with the style sheet of the installed package and our own few files."""
    from service.accounts.actions import prolong
    from service.core import pages
    from service.organization.queries.people import actor_of_sign_in
    from service.web import held, words
    from service.web.queries.signing_in import ways_to_sign_in
    from service.web.routes import PARTS
    files = {path.name: [path] for path in sorted((HERE / "static").iterdir())}
    files |= {"theme.css": sorted((HERE / "theme").iterdir()),
              "bootstrap.min.css": [BOOTSTRAP / "css" / "bootstrap.min.css"]}
    pages.init_app(app, files=files,
                   sign_in="web.signing_in.sign_in", door=ways_to_sign_in, doorkeeper=actor_of_sign_in,
                   prolonger=prolong)
    words.init_app(app)
    held.init_app(app)
    whole = Blueprint("web", __name__, template_folder="templates")
    for part in PARTS:
        whole.register_blueprint(part.bp)
    app.register_blueprint(whole)
