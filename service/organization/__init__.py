"""Places, the codes on them, units, and who holds which role where."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the doorkeeper at the door, listen to accounts, and give the operator his commands.

    Raises ValueError for a bad setting.
    """
    from service.core import condition
    from service.organization import alarms, code_pictures, listeners, tasks
    from service.organization.queries.people import actor_of_token
    code_pictures.check_settings(app)
    app.extensions["doorkeeper"] = actor_of_token
    listeners.connect()
    condition.tells(app, "alarms", condition.of_alarms(alarms.ALARMS))
    tasks.init_app(app)


def blueprints() -> tuple:
    """What this package answers over HTTP."""
    from service.organization.routes import administration, codes, people, places, staff
    return (people.bp, places.bp, codes.bp, staff.bp, administration.bp)
