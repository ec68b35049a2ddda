"""Teams of riders and drivers (红骑先锋), and what they report in two taps."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Listen to the packages below."""
    from service.volunteering import listeners
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.volunteering.routes import members, positions, reports, teams
    return (teams.bp, members.bp, reports.bp, positions.bp)
