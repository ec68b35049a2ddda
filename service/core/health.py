"""Health: is the process alive, and can it do its work now?"""

from __future__ import annotations

from collections.abc import Callable

import orjson
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask, Response, current_app
from sqlalchemy import exc

from service.core.database import db

checks: dict[str, Callable[[], str | None]] = {}


def ready_when(name: str, check: Callable[[], str | None]) -> None:
    """Register a readiness check: it returns None when all is well, else a short reason."""
    checks[name] = check


def _database() -> str | None:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except (exc.DBAPIError, exc.TimeoutError):
        db.session.rollback()  # the connection is gone; whoever asks next gets a new one
        return "no answer"
    return None


def head() -> str:
    """The newest migration in the checkout."""
    config = current_app.extensions["migrate"].migrate.get_config()
    return ScriptDirectory.from_config(config).get_current_head()


def _migrations() -> str | None:
    try:
        version = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except (exc.DBAPIError, exc.TimeoutError):
        db.session.rollback()
        return "no schema"
    expected = current_app.extensions.setdefault("migration_head", None) or head()
    current_app.extensions["migration_head"] = expected
    return None if version == expected else f"at {version}"


def init_app(app: Flask) -> None:
    """Serve `/health/live` and `/health/ready`."""
    ready_when("database", _database)
    ready_when("migrations", _migrations)

    @app.get("/health/live")
    def live():
        """The process answers."""
        return Response(b'{"status":"ok"}', mimetype="application/json")

    @app.get("/health/ready")
    def ready():
        """Everything this process needs is there: 200, else 503 with what is missing."""
        found = {name: check() for name, check in checks.items()}
        well = not any(found.values())
        body = {"status": "ok" if well else "unavailable",
                "checks": {name: reason or "ok" for name, reason in found.items()}}
        return Response(orjson.dumps(body), status=200 if well else 503, mimetype="application/json",
                        headers={} if well else {"Retry-After": "5"})
