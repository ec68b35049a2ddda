"""People: who somebody is, how he signs in, and what is held on him."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let the application issue and verify tokens, and give the operator his commands."""
    from service.accounts import tasks, tokens
    tokens.init_app(app)
    tasks.init_app(app)
