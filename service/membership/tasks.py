"""What a timer starts: reminders of registrations, groups and yearly feedback."""

from flask import Flask

from service.core import jobs
from service.membership.actions import groups, reminding


def init_app(app: Flask) -> None:
    """Register the periodic work."""
    jobs.every_minute(app, "wechat_group_codes", groups.remind, minutes=10)
    jobs.every_minute(app, "registrations_waiting", reminding.remind_of_applications, minutes=60)
    jobs.every_minute(app, "feedback_unwritten", reminding.remind_of_unwritten, minutes=60)
    jobs.every_minute(app, "feedback_unacknowledged", reminding.remind_of_unacknowledged, minutes=60)
