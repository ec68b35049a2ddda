"""How a test from outside brings party into the state it asks about: by the API alone."""


class PartyStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
