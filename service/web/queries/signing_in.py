"""Which ways to sign in there are here."""

from __future__ import annotations

from flask import current_app

from service.organization.queries.people import demonstration_people


def ways_to_sign_in() -> dict:
    """The people of the demonstration (nobody in production)."""
    return {"people": demonstration_people(), "demonstration": current_app.config["DEMONSTRATION"]}
