"""What residents bring up, and what becomes of it: tickets from the scan to the rating."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the timers and commands, and listen to the packages below."""
    from service.feedback import listeners, tasks
    tasks.init_app(app)
    listeners.connect()


def blueprints() -> tuple:
    """The routes of this package."""
    from service.feedback.routes import catalogue, desk, ledger, publicity, rules, safeguards, tickets, verbs, voices
    return (tickets.bp, ledger.bp, publicity.bp, verbs.bp, desk.bp, voices.bp, rules.bp, safeguards.bp,
            catalogue.bp)
