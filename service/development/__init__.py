"""Member development (党员发展): who stands at which of the five stages, and what is due next."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the timer, and listen to the packages below."""
    from service.development import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.development.routes import bp
    return (bp,)
