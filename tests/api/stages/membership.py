"""How a test from outside brings membership into the state it asks about: by the API alone."""


class MembershipStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
