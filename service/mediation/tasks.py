"""What a timer starts: reminders of limits and revisits, and what is told of disputes that ended."""

from flask import Flask

from service.core import jobs
from service.mediation import actions


def init_app(app: Flask) -> None:
    """Register the periodic work."""
    jobs.every_minute(app, "mediation_reminders", actions.remind, minutes=60)
    jobs.every_minute(app, "mediation_counts", actions.tell_counts, minutes=60)
