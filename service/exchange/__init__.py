"""Exchange with outside systems (12345, the city's platform): signed webhooks in both directions."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing yet."""
