"""What the addresses of pages say that go from the district down to a place."""

import marshmallow as ma

from service.core.text import Line


class ChoosingQuery(ma.Schema):
    """How far one has come, and where in a long list."""

    place = Line(32, load_default=None)
    cursor = Line(200, load_default=None)
