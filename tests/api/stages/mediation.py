"""How a test from outside brings mediation into the state it asks about: by the API alone."""


class MediationStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
