"""JSON of places and of the codes on them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from service.core.http import ListQuery
from service.core.text import Line
from service.organization.models import MOST_HOUSEHOLDS, Level
from service.organization.posters.batch import Kind
from service.organization.posters.pdf import PAPERS

LONGEST_CODE, LONGEST_NAME, LONGEST_REASON = 32, 64, 200


def households(**said) -> fields.Integer:
    """How many households live at a place."""
    return fields.Integer(strict=True, validate=validate.Range(0, MOST_HOUSEHOLDS), metadata={"example": 48}, **said)


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

    households = fields.Integer(required=True, allow_none=True, metadata={
        "description": "how many live there, null while nobody has said it"})
    chain = fields.List(fields.Nested(StepOut), required=True)


class PlaceIn(ma.Schema):
    """A new place; without a code it gets the next free `<parent>-01`."""

    parent_code = Line(LONGEST_CODE, required=True)
    name = Line(LONGEST_NAME, required=True)
    level = fields.Enum(Level, by_value=True, required=True)
    code = Line(LONGEST_CODE)
    households = households()


class PlaceChangeIn(ma.Schema):
    """Another name for a place, and how many households live there; without a number it stays as it is."""

    name = Line(LONGEST_NAME, required=True)
    households = households()


class CodeOut(ma.Schema):
    """A code in use, and the place it stands for."""

    token = fields.String(required=True)
    place = fields.Nested(PlaceOut, required=True)


class CodesQuery(ListQuery):
    """The codes of a place and of everything below it; `live` keeps those in use, or (false) those out of use."""

    live = fields.Boolean(load_default=None)


class CodeListedOut(ma.Schema):
    """A code in a list, in use or revoked: who put it up and took it down (None: the operator), what it replaced."""

    token = fields.String(required=True)
    place = fields.Nested(StepOut, required=True)
    issued_at = fields.AwareDateTime(required=True)
    issued_by = fields.String(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_by = fields.String(required=True, allow_none=True)
    revoked_because = fields.String(required=True, allow_none=True)
    replaces = fields.String(required=True, allow_none=True)
    replaced_by = fields.String(required=True, allow_none=True)


class RevocationIn(ma.Schema):
    """Why a code goes out of use."""

    reason = Line(LONGEST_REASON, metadata={"example": "楼栋拆除了"})


class ReplacementIn(ma.Schema):
    """Why a code is replaced."""

    reason = Line(LONGEST_REASON, required=True, metadata={"example": "被雨淋坏了，扫不出来"})


class MissingOut(ma.Schema):
    """How many codes were issued."""

    issued = fields.Integer(required=True)


class PaperQuery(ma.Schema):
    """The paper a poster is printed on; `a6x4` is four of A6 on one A4, to be cut apart."""

    paper = fields.String(load_default="a4", validate=validate.OneOf(sorted(PAPERS)))


class PostersQuery(PaperQuery):
    """The paper, and the format of the single files (the paper matters to PDFs alone)."""

    format = fields.Enum(Kind, by_value=True, load_default=Kind.PDF)
