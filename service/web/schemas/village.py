"""Mediation and member development as pages send them."""

import marshmallow as ma
from marshmallow import fields

from service.core.clock import LOCAL
from service.mediation.schemas.said import MediationIn, SittingIn


class MediationPageIn(MediationIn):
    """A dispute; a party nobody filled in is left out."""

    @ma.pre_load
    def _without_blanks(self, data: dict, **_kw) -> dict:
        return data | {"parties": [row for row in data.get("parties") or [] if row]}


class SittingPageIn(SittingIn):
    """A session; a page writes the local time."""

    at = fields.NaiveDateTime(required=True)

    @ma.post_load
    def _local(self, data: dict, **_kw) -> dict:
        return data | {"at": data["at"].replace(tzinfo=LOCAL)}
