"""Screening (内容安全检查): what a resident wants shown to everybody is looked at first, by WeChat or by a person."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing yet."""
