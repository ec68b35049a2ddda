"""On-the-job members (双报到): registration, groups, service records, yearly feedback."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the database know its rows, register the timers, and listen to the packages below."""
    from service.membership import listeners, models, tasks  # noqa: F401
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.membership.routes import feedback, groups, records, registrations
    return tuple(routes.bp for routes in (registrations, groups, records, feedback))
