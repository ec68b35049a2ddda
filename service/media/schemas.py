"""The shape of a picture in JSON, of the multipart body it comes in, and of its links."""

import marshmallow as ma
from marshmallow import fields

from service.core.http import File


class PhotoIn(ma.Schema):
    """A multipart body with one file."""

    file = File(required=True, metadata={"description": "JPEG, PNG, WebP or HEIC, ≤ 10 MB, ≤ 50 megapixels"},
                error_messages={"required": "请选择一张照片。"})


class PhotoOut(ma.Schema):
    """A picture with its two links, which work for ten minutes at the longest."""

    id = fields.String(required=True)
    width = fields.Integer(required=True, metadata={"description": "pixels", "example": 1920})
    height = fields.Integer(required=True, metadata={"description": "pixels", "example": 2560})
    url = fields.String(required=True)
    thumbnail_url = fields.String(required=True)


class LinkQuery(ma.Schema):
    """What makes a link work; without it nothing is shown (403)."""

    expires = fields.Integer(load_default=0, metadata={"description": "seconds since 1970, UTC"})
    signature = fields.String(load_default="")
