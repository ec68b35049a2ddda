"""Pictures that people send: cleaned on arrival, stored under unguessable names, shown by short links."""

from pathlib import Path

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the storage at `app.extensions["photo_storage"]`, start the sweeps, listen to accounts."""
    from service.core import health
    from service.media import listeners, queries, tasks
    from service.media.storage import LocalFolder
    app.extensions["photo_storage"] = LocalFolder(Path(app.config["DATA_DIR"]) / "photos")
    health.ready_when("photos", queries.storage_trouble)
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """What this package answers over HTTP."""
    from service.media.routes import bp
    return (bp,)
