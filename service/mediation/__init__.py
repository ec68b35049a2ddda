"""Disputes and what becomes of them (矛盾调解): seen by their mediators only, counted for others."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the timer, and listen to the packages below."""
    from service.mediation import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.mediation.routes import bp
    return (bp,)
