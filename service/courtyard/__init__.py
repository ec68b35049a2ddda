"""The monthly party-mass day of a courtyard group (院落党群日): planned, held or not held, recorded."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
