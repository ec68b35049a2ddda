"""码上: the service. Packages stand in story order, and each imports only those written before it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from service.core import openapi
from service.core.database import db

PACKAGES = ("core", "wechat",                                        # tools: no domain word / the platform
            "accounts", "organization", "media", "notifications",    # people, places, pictures, messages
            "screening",                                             # what may be shown to everybody
            "party",                                                 # branches, courtyard groups, their members
            "feedback", "mediation", "development", "courtyard",     # what residents and courtyards do
            "wishes", "volunteering", "membership",                  # what members and riders do
            "exchange",                                              # outside systems, both ways
            "statistics",                                            # who looks in from above
            "web",                                                   # pages for all of them
            "town")                                                  # the demonstration town, cast of every test

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, every package in its order. Raises config.NotForProduction for a development default."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping((settings or config.from_environment()).as_flask())
    app.url_map.strict_slashes = False
    packages = [import_module(f"service.{name}") for name in PACKAGES]
    packages[0].init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True)
    api = openapi.init_app(app)
    for package in packages[1:]:
        package.init_app(app)
        for blueprint in getattr(package, "blueprints", lambda: ())():
            api.register_blueprint(blueprint)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)
    return app
