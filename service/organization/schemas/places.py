"""JSON of places and of the codes on them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line
from service.organization.models import Level
from service.organization.posters import PAPERS

LONGEST_CODE, LONGEST_NAME = 32, 64


class PlacesQuery(ma.Schema):
    """Which places: directly below one, of one level, or both."""

    parent = fields.String(load_default=None)
    level = fields.Enum(Level, by_value=True, load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    cursor = fields.String(load_default=None)


class StepOut(ma.Schema):
    """A place by its code, name and level."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Enum(Level, by_value=True, required=True)


class PlaceListedOut(StepOut):
    """A place in a list."""

    parent_code = fields.String(required=True, allow_none=True)


class PlaceOut(PlaceListedOut):
    """A place, and the way to it from the district down."""

    chain = fields.List(fields.Nested(StepOut), required=True)


class PlaceIn(ma.Schema):
    """A new place; without a code it gets the next free `<parent>-01`."""

    parent_code = Line(LONGEST_CODE, required=True)
    name = Line(LONGEST_NAME, required=True)
    level = fields.Enum(Level, by_value=True, required=True)
    code = Line(LONGEST_CODE)


class CodeOut(ma.Schema):
    """A code in use, and the place it stands for."""

    token = fields.String(required=True)
    place = fields.Nested(PlaceOut, required=True)


class CodesQuery(ma.Schema):
    """The codes of a place and of everything below it."""

    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    cursor = fields.String(load_default=None)


class CodeListedOut(ma.Schema):
    """A code in a list, in use or revoked."""

    token = fields.String(required=True)
    place = fields.Nested(StepOut, required=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class PaperQuery(ma.Schema):
    """The paper a poster is printed on."""

    paper = fields.String(load_default="a4", validate=validate.OneOf(sorted(PAPERS)))
