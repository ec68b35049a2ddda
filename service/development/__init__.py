"""Member development (党员发展): who stands at which of the five stages, and what is due next."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
