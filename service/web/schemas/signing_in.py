"""What the addresses of signing in say."""

import marshmallow as ma

from service.core.text import Line
from service.organization.schemas.people import LONGEST_CODE


class SignInQuery(ma.Schema):
    """The one-time code of `wx.login`, when the mini-program opens a page in its web view."""

    code = Line(LONGEST_CODE, load_default=None)


class BackQuery(ma.Schema):
    """What WeChat sends a browser back with."""

    code = Line(LONGEST_CODE, required=True)
    state = Line(128, required=True)
