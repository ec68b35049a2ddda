"""What the addresses of pages say that go from the district down to a place."""

import marshmallow as ma

from service.core.text import Line


class StepQuery(ma.Schema):
    """Where in a long list of places; how far one has come stands in the path."""

    cursor = Line(200, load_default=None)


class ChoosingQuery(StepQuery):
    """How far one has come, and where in a long list."""

    place = Line(32, load_default=None)
