"""What forms about oneself say, where the API asks otherwise."""

import marshmallow as ma
from marshmallow import fields, validate

from service.core.text import Line


class DemonstrationPhoneIn(ma.Schema):
    """A made-up mobile number, which only the stand-in of WeChat's vouches for."""

    phone = Line(11, required=True, validate=validate.Regexp(r"^1[0-9]{10}$", error="请填 11 位手机号，以 1 开头。"))


class LastIn(ma.Schema):
    """Up to which message one has read."""

    last = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**63 - 1))


class LeavingIn(ma.Schema):
    """That one has understood what leaving means."""

    sure = fields.Boolean(required=True, truthy={True}, falsy={False},
                          validate=validate.Equal(True, error="请先勾选“我明白了”。"),
                          error_messages={"required": "请先勾选“我明白了”。"})
