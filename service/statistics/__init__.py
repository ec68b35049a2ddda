"""Views for the branch, the town and the district: counts by month and place, never of persons."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
