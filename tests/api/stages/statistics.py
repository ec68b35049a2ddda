"""How a test from outside brings statistics into the state it asks about: by the API alone."""


class StatisticsStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""
