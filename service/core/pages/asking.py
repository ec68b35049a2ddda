"""What a page is asked for in its address: which of the matters, how many, from where on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import marshmallow as ma
from flask import request
from werkzeug.datastructures import MultiDict

from service.core.http.parsing import load
from service.core.pages.doors import declared
from service.core.pages.reading import data_of


def asks(schema_class: type[ma.Schema]) -> Callable:
    """The view takes this schema from the query as keyword arguments. A blank is not asked, and what it does not know
    is no fault: WeChat and others put words of their own behind an address that is passed on."""
    schema = schema_class(unknown=ma.EXCLUDE)

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            asked = request.args if request.method in ("GET", "HEAD") else MultiDict()  # shown again after a form
            known = {name: value for name, value in load(schema, data_of(schema, asked)).items() if name not in kw}
            return view(*args, **kw, **known)
        return declared(view, wrapper, asks=schema_class)
    return decorate
