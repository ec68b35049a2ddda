"""Screening (内容安全检查): what a resident wants shown to everybody is looked at first, by WeChat or by a person."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the timers, listen to the platform and to accounts."""
    from service.screening import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """What this package answers over HTTP."""
    from service.screening.routes import bp
    return (bp,)
