"""The party organisation: branches, courtyard groups, households, members, who leads what, stations."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the database know its rows, listen to earlier packages, and make its lists known to imports."""
    from service.party import listeners, models  # noqa: F401
    from service.party.actions import importing
    listeners.connect()
    importing.register_kinds()


def blueprints() -> tuple:
    """Its routes."""
    from service.party.routes import bodies, imports, people, stations
    return (bodies.bp, people.bp, stations.bp, imports.bp)
