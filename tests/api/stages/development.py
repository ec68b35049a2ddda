"""How a test from outside brings development into the state it asks about: by the API alone."""


class DevelopmentStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
