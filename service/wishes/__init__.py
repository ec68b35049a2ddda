"""Residents' small needs (微心愿) and standing posts (岗位) that members take on."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the database know the rows, register the timer, and listen to the packages below."""
    from service.wishes import listeners, models, tasks  # noqa: F401
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.wishes.routes import posts, turns, wishes
    return (wishes.bp, posts.bp, turns.bp)
