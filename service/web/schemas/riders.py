"""The two-tap report as a page sends it."""

import marshmallow as ma
from marshmallow import fields

from service.volunteering.schemas.reports import RiderReportIn


class RiderPageIn(RiderReportIn):
    """The report and the id the page or the phone chose for it; its kind stands in the address."""

    client_id = fields.UUID(required=True)

    class Meta:
        exclude = ("kind",)

    @ma.post_load
    def _as_text(self, data: dict, **_kw) -> dict:
        return data | {"client_id": str(data["client_id"])}


class CursorQuery(ma.Schema):
    """From where on."""

    cursor = fields.String(load_default=None)
