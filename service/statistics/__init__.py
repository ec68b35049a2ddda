"""Views for the branch, the town and the district: counts by month and place, never of persons."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Watch what is counted, and count it again by itself."""
    from service.statistics import listeners, tasks
    listeners.connect()
    tasks.init_app(app)


def blueprints() -> tuple:
    """The routes of this package."""
    from service.statistics.routes import months, tickets
    return months.bp, tickets.bp
