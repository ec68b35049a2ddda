"""Tools with no domain word in them: database, HTTP, clock, keys, audit, logs, figures, background work."""

from flask import Flask

import config
from service.core import closing, commands, condition, health, jobs, journal, keys, metrics, shields
from service.core.database import db, engine_options, prepare_engine
from service.core.http import limits, problems


def init_app(app: Flask) -> None:
    """Prepare the application's tools, the database first."""
    closing.init_app(app)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(
        app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATABASE_POOL_SIZE"])
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    app.extensions["encryption"] = keys.KeyRing.parse(app.config["ENCRYPTION_KEYS"])
    app.extensions["index_keys"] = keys.KeyRing.parse(app.config["INDEX_KEYS"])
    app.extensions["signing_keys"] = keys.KeyRing.parse(app.config["SIGNING_KEYS"])
    for part in (journal, metrics, shields, problems, health, jobs, condition, commands):
        part.init_app(app)
    limits.init_app(app, known=config.RATE_LIMITS)
