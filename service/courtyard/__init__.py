"""The monthly party-mass day of a courtyard group (院落党群日): planned, held or not held, recorded."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the timers, and listen to the packages below."""
    from service.courtyard import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.courtyard.routes import days, logs
    return (days.bp, logs.bp)
