"""How a test from outside brings wishes into the state it asks about: by the API alone."""


class WishesStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
