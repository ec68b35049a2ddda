"""What the pages of members are asked in their address."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line
from service.feedback.schemas.verbs import StrictBoolean
from service.membership.models.records import RecordState
from service.membership.models.registration import RegistrationState
from service.membership.schemas.records import CertificateQuery
from service.web.schemas.lists import ListPageQuery
from service.web.schemas.places import StepQuery
from service.wishes.workflow import WishState

__all__ = ["CertificateQuery", "ClosingIn", "CursorQuery", "FeedbackPageQuery", "GroupsPageQuery", "RecordsPageQuery",
           "RegistrationsPageQuery", "UnitQuery", "ViewQuery", "WishesPageQuery"]


class UnitQuery(StepQuery):
    """A part of the name of one's unit."""

    q = Line(64, load_default=None)


class CursorQuery(ma.Schema):
    """From where on."""

    cursor = fields.String(load_default=None)


class RegistrationsPageQuery(ListPageQuery):
    """Registrations of oneself, of the places one looks after, of one's unit."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "place", "unit"]))
    state = fields.Enum(RegistrationState, by_value=True, load_default=None)


class RecordsPageQuery(ListPageQuery):
    """Service of oneself, in the community one works for, of one's unit's members."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "community", "unit"]))
    state = fields.Enum(RecordState, by_value=True, load_default=None)


class FeedbackPageQuery(ListPageQuery):
    """Yearly feedback about oneself, to be written by one's community, or about one's unit's members."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "place", "unit"]))


class GroupsPageQuery(CursorQuery):
    """The directory of groups: where it goes on, beside where the list of places does."""

    further = fields.String(load_default=None)


class ViewQuery(ListPageQuery):
    """One's own, what one may take on, what one looks after."""

    view = fields.String(load_default="open", validate=validate.OneOf(["mine", "open", "place"]))


class WishesPageQuery(ViewQuery):
    """The same of wishes, in one state."""

    view = fields.String(load_default="mine", validate=validate.OneOf(["mine", "open", "place"]))
    state = fields.Enum(WishState, by_value=True, load_default=None)


class ClosingIn(ma.Schema):
    """A post is closed, or offered again."""

    open = StrictBoolean(required=True)
