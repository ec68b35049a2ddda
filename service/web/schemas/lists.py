"""What the address of a list says, wherever it stands."""

import marshmallow as ma
from marshmallow import fields

from service.core.sheets import Format
from service.core.text import Line


class ListPageQuery(ma.Schema):
    """From where on the list goes on; with `format` all of it, to be taken home."""

    cursor = Line(200, load_default=None)
    format = fields.Enum(Format, by_value=True, load_default=None)


class FileQuery(ma.Schema):
    """A list to be taken home, at its own address."""

    format = fields.Enum(Format, by_value=True, load_default=Format.XLSX)
