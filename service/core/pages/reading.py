"""From a form to the data a schema loads: a form knows only texts, a schema wants yes and no, numbers and lists."""

from __future__ import annotations

import re

import marshmallow as ma
from werkzeug.datastructures import MultiDict

WHOLE = re.compile(r"^-?\d{1,18}$")
DECIMAL = re.compile(r"^-?\d{1,9}(\.\d{1,12})?$")
ROW = re.compile(r"^(\d{1,3})\.(.+)$", re.ASCII)
YES_OR_NO = {"yes": True, "on": True, "true": True, "no": False, "false": False}


def data_of(schema: ma.Schema, form: MultiDict) -> dict:
    """What the form says, as JSON would say it. A blank means not filled in, names that begin with `_` are the
    page's own; everything else is left for the schema to judge. `a.b` is the field b within a, and `a.0.b`, `a.1.b` are
    the field b of the rows of a, in this order."""
    fields = {field.data_key or name: field for name, field in schema.load_fields.items()}
    told = {name for name in form if not name.startswith("_")}
    data = {name: value for name in told if "." not in name and name not in fields
            for value in form.getlist(name)[:1]}
    for name, field in fields.items():
        said = _said(name, field, form)
        if said is not None:
            data[name] = said[0]
    return data


def _said(name: str, field: ma.fields.Field, form: MultiDict) -> tuple | None:
    """The value of one field in a tuple, None when the form does not say it."""
    if isinstance(field, ma.fields.Nested):
        inner = {key.removeprefix(f"{name}."): form.getlist(key) for key in form if key.startswith(f"{name}.")}
        found = data_of(field.schema, MultiDict([(key, value) for key, values in inner.items() for value in values]))
        return (found,) if found else None
    if isinstance(field, ma.fields.List) and isinstance(field.inner, ma.fields.Nested):
        found = [data_of(field.inner.schema, row) for row in _rows(name, form)]
        return (found,) if found else None
    if isinstance(field, ma.fields.List):
        found = [_value(field.inner, value) for value in form.getlist(name) if value.strip()]
        return (found,) if found else None
    value = form.get(name)
    if value is None:
        return None
    if value.strip() == "":
        return (None,) if field.allow_none and field.required else None
    return (_value(field, value),)


def _rows(name: str, form: MultiDict) -> list[MultiDict]:
    """The rows `name.<number>.<field>` of a form, each as a form of its own, by number."""
    rows: dict[int, MultiDict] = {}
    for key in form:
        found = ROW.match(key.removeprefix(f"{name}.")) if key.startswith(f"{name}.") else None
        if found:
            rows.setdefault(int(found[1]), MultiDict()).setlist(found[2], form.getlist(key))
    return [rows[number] for number in sorted(rows)]


def _value(field: ma.fields.Field, value: str) -> object:
    if isinstance(field, ma.fields.Boolean):
        return YES_OR_NO.get(value, value)
    if isinstance(field, ma.fields.Integer):
        return int(value) if WHOLE.match(value.strip()) else value
    if isinstance(field, ma.fields.Float):
        return float(value) if DECIMAL.match(value.strip()) else value
    return value.replace("\r\n", "\n")  # forms send every line break as two characters, the counted text has one
