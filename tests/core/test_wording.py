"""A wrong field is named in Chinese, whatever is wrong with it."""

import re

import marshmallow as ma
import pytest
from marshmallow import fields, validate

from service.core.errors import Invalid
from service.core.http.parsing import load
from service.core.sheets import Format


class Everything(ma.Schema):
    needed = fields.String(required=True)
    text = fields.String(validate=validate.Length(2, 3))
    count = fields.Integer(strict=True, validate=validate.Range(1, 9))
    least = fields.Integer(validate=validate.Range(min=1))
    word = fields.String(validate=validate.OneOf(["a", "b"]))
    code = fields.String(validate=validate.Regexp("^x$"))
    kind = fields.Enum(Format, by_value=True)
    day, time, at = fields.Date(), fields.Time(format="%H:%M"), fields.AwareDateTime()
    flag, items, thing = fields.Boolean(), fields.List(fields.Integer()), fields.Dict()


WRONG = [("text", 1), ("text", "abcd"), ("text", None), ("count", "x"), ("count", 10), ("count", True), ("least", 0),
         ("word", "c"), ("code", "y"), ("kind", "pdf"), ("day", "x"), ("time", "25:99"), ("at", "x"),
         ("at", "2026-03-01T00:00:00"), ("flag", "?"), ("items", 1), ("items", ["x"]), ("thing", 1), ("stranger", 1)]


@pytest.mark.parametrize("field, value", WRONG, ids=lambda said: str(said))
def test_what_is_wrong_is_said_in_chinese(field, value):
    with pytest.raises(Invalid) as refused:
        load(Everything(), {"needed": "x", field: value})

    (reason,) = refused.value.extra["fields"][field]
    assert re.search("[\u4e00-\u9fff].*。$", reason), reason


def test_what_is_missing_is_asked_for():
    with pytest.raises(Invalid) as refused:
        load(Everything(), {})

    assert refused.value.extra["fields"] == {"needed": ["请填写。"]}


def test_bounds_are_named():
    with pytest.raises(Invalid) as refused:
        load(Everything(), {"needed": "x", "count": 10, "text": "abcd"})

    assert refused.value.extra["fields"] == {"count": ["应在 1 到 9 之间。"], "text": ["长度应在 2 到 3 之间。"]}
