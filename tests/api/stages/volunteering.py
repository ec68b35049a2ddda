"""How a test from outside brings volunteering into the state it asks about: by the API alone."""


class VolunteeringStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
