"""Disputes and what becomes of them (矛盾调解): seen by their mediators only, counted for others."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing to prepare yet."""
