"""Exchange with outside systems (12345, the city's platform): signed webhooks in both directions."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Read which systems there are, start delivery, and listen to tickets that leave the house."""
    from service.exchange import listeners, systems, tasks
    systems.init_app(app)
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.exchange.routes import bp
    return (bp,)
