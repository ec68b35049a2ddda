"""Mediation and member development as pages send them."""

import marshmallow as ma
from marshmallow import fields

from service.core.clock import LOCAL
from service.development.schemas import MemberCandidateEditIn
from service.feedback.schemas.verbs import StrictBoolean
from service.mediation.schemas.said import MediationEditIn, MediationExtensionIn, MediationIn, SittingIn


class _Parties(ma.Schema):
    """A party nobody filled in is left out."""

    @ma.pre_load
    def _without_blanks(self, data: dict, **_kw) -> dict:
        return data | {"parties": [row for row in data.get("parties") or [] if row]}


class MediationPageIn(_Parties, MediationIn):
    """A dispute as it is taken up."""


class MediationEditPageIn(_Parties, MediationEditIn):
    """A dispute, corrected."""


class ExtensionPageIn(MediationExtensionIn):
    """More time; a box that is not ticked is a no."""

    parties_consent = StrictBoolean(load_default=False)


class SittingPageIn(SittingIn):
    """A session; a page writes the local time."""

    at = fields.NaiveDateTime(required=True)

    @ma.post_load
    def _local(self, data: dict, **_kw) -> dict:
        return data | {"at": data["at"].replace(tzinfo=LOCAL)}


class CandidatePageIn(MemberCandidateEditIn):
    """A candidate, corrected; a number that is not written stays, as only a part of it is shown."""

    forget_phone = StrictBoolean(load_default=False)
