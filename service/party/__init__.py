"""The party organisation: branches, courtyard groups, households, members, who leads what, stations."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the database know its rows."""
    from service.party import models  # noqa: F401
