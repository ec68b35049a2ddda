"""How a test from outside brings courtyard into the state it asks about: by the API alone."""


class CourtyardStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
