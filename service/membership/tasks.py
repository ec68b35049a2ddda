"""What a timer starts: reminders of registrations, groups and yearly feedback."""

from flask import Flask

from service.core import jobs
from service.membership.actions import groups


def init_app(app: Flask) -> None:
    """Register the periodic work."""
    jobs.every_minute(app, "wechat_group_codes", groups.remind, minutes=10)
