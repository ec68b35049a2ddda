"""On-the-job members (双报到): registration, groups, service records, yearly feedback."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
