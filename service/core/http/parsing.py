"""What comes in: a body or a query is loaded by its schema, and every flaw is named by its field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial, wraps

import marshmallow as ma
import orjson
from flask import g, request
from flask_smorest.fields import Upload
from werkzeug.datastructures import FileStorage

from service.core.errors import BadRequest, Invalid, UnsupportedMedia
from service.core.http.describing import SAFE, described
from service.core.http.flaws import heard_last
from service.core.wording import speak_chinese

speak_chinese()  # before any schema is made: a field takes its sentences over when it is created


def _no_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def json_body() -> object:
    """The JSON body. Raises BadRequest for broken JSON, UnsupportedMedia for another type.

    orjson refuses lone surrogates outright; the slower parser lets them through to the field, which can say where.
    """
    raw = request.get_data(cache=True)
    if not raw:
        return {}
    if not request.is_json:
        raise UnsupportedMedia("请用 JSON 格式提交（Content-Type: application/json）。")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("提交的内容不是正确的 JSON。", code="bad_json") from error


class File(Upload):
    """One file of a multipart body; loads as its binary stream, at the start."""

    def _deserialize(self, value, attr, data, **kw):
        chosen = value if isinstance(value, list) else []
        if len(chosen) != 1 or not isinstance(chosen[0], FileStorage) or not chosen[0].filename:
            raise ma.ValidationError("请选择一个文件。")
        return chosen[0].stream


def multipart_body() -> dict[str, list]:
    """The parts of a multipart body by name, texts and files; empty for any other body."""
    g.parts = {name: [*request.form.getlist(name), *request.files.getlist(name)]
               for name in dict.fromkeys([*request.form, *request.files])}
    return g.parts


def said() -> bytes:
    """What the body says, to compare two requests by: the bytes, or of a multipart body a digest of its
    parts, since the boundary between them is another one at every try."""
    if "parts" not in g:
        return request.get_data(cache=True)
    if "digest" not in g:
        g.digest = hashlib.sha256(b"".join(
            hashlib.sha256(piece).digest() for name in sorted(g.parts) for part in g.parts[name]
            for piece in (name.encode(), _content(part)))).digest()
    return g.digest


def _content(part: str | FileStorage) -> bytes:
    if isinstance(part, str):
        return part.encode()
    part.stream.seek(0)
    content = part.stream.read()
    part.stream.seek(0)
    return content


def _reasons(messages: object) -> list:
    if isinstance(messages, dict):
        return [reason for value in messages.values() for reason in _reasons(value)]
    return [message for message in messages] if isinstance(messages, list) else [str(messages)]


def load(schema: ma.Schema, data: object) -> dict:
    """The loaded data. Raises Invalid with {field: [reasons]}."""
    if not isinstance(data, dict):
        raise Invalid("提交的内容应当是一个对象。", fields={"_schema": ["应当是一个对象。"]})
    try:
        return schema.load(data)
    except ma.ValidationError as error:
        fields = {str(name): _reasons(value) for name, value in error.normalized_messages().items()}
        raise Invalid(fields=fields) from error


def said_to(schema: ma.Schema, read: Callable[[], object], work: Callable):
    """What `work` answers to what was said, given as keyword arguments. Where the address names a thing to act on, a
    flaw is heard after whatever that thing has against the act.

    Raises what `work` and `read` raise, Invalid.
    """
    data = read()
    try:
        said = load(schema, data)
    except Invalid as flaw:
        if not request.view_args or request.method in SAFE:
            raise
        heard_last(flaw, schema, work)
    return work(**said)


def takes(schema_class: type[ma.Schema], location: str = "json") -> Callable:
    """The route takes this schema, from the body (`json`, or `files` for multipart) or from the `query`, as
    keyword arguments. With `files` it stands above `idempotent`, see `beforehand`."""
    schema = schema_class()
    read = {"json": json_body, "files": multipart_body, "query": lambda: request.args.to_dict()}[location]

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapper(*args, **kw):
            return said_to(schema, read, partial(view, *args, **kw))
        described(view, wrapper, "arguments",
                  parameters=[{"in": location, "required": True, "schema": schema_class}])
        wrapper.declares["takes"] = schema_class
        return wrapper
    return decorate
