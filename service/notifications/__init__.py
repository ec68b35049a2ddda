"""Messages: what somebody must hear, written with the change itself and delivered after it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Start delivery by timer and waking, and listen for people who ask for their data or leave."""
    from service.notifications import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.notifications.routes import bp
    return (bp,)
