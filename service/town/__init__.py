"""The demonstration town: invented people in a few places, the cast of the README and of every test."""

from __future__ import annotations

from flask import Flask

from service.town.town import Town

__all__ = ["Town"]


def init_app(app: Flask) -> None:
    """Add the commands `flask town …` and `flask demo …`."""
    from service.town.tasks import commands, demo_commands
    app.cli.add_command(commands)
    app.cli.add_command(demo_commands)
