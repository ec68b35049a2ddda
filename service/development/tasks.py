"""What a timer starts: reminders of what is due."""

from flask import Flask

from service.core import jobs
from service.development import actions


def init_app(app: Flask) -> None:
    """Register the periodic work."""
    jobs.every_minute(app, "development_reminders", actions.remind, minutes=60)
