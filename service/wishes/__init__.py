"""Residents' small needs (微心愿) and standing posts (岗位) that members take on."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
