"""What the addresses of figures say."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.sheets import Format
from service.core.text import Line
from service.feedback.routing import Queue
from service.statistics.queries.tickets.rates import LISTS
from service.statistics.schemas.months import month_field
from service.web.schemas.desk import PlaceQuery


class FiguresQuery(ma.Schema):
    """Months of submission, a queue, a top category; and whether to print or just to look."""

    since = month_field(load_default=None)
    until = month_field(load_default=None)
    queue = fields.Enum(Queue, by_value=True, load_default=None)
    category = Line(64, load_default=None)


class RatesFileQuery(FiguresQuery):
    """The same, and which of the lists is taken home."""

    of = fields.String(load_default="places", validate=validate.OneOf(LISTS))
    format = fields.Enum(Format, by_value=True, load_default=Format.XLSX)


class LedgerQuery(PlaceQuery):
    """Which tickets, as the page of all matters asks; with `format` as a file."""

    class Meta:
        exclude = ("cursor",)

    format = fields.Enum(Format, by_value=True, load_default=None)
