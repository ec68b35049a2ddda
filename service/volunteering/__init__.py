"""Teams of riders and drivers (红骑先锋), and what they report in two taps."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
