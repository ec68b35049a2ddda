"""What a timer starts: reminders of limits and revisits."""

from flask import Flask

from service.core import jobs
from service.mediation import actions


def init_app(app: Flask) -> None:
    """Register the periodic work."""
    jobs.every_minute(app, "mediation_reminders", actions.remind, minutes=60)
