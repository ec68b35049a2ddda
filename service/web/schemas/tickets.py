"""What the addresses of lists of tickets say on a resident's pages."""

import marshmallow as ma
from marshmallow import fields

from service.core.text import Line


class MineQuery(ma.Schema):
    """From where on."""

    cursor = Line(200, load_default=None)


class PublicQuery(ma.Schema):
    """Which of the public matters."""

    place = Line(32, load_default=None)
    category = Line(64, load_default=None)
    cursor = Line(200, load_default=None)
    places = Line(200, load_default=None, metadata={"description": "where the list of places goes on"})


class InboxPageQuery(ma.Schema):
    """Which of one's messages."""

    unread = fields.Boolean(load_default=False)
    cursor = Line(200, load_default=None)
