"""How our decorators tell flask-smorest what they do, so that the OpenAPI document is made from the code."""

from collections.abc import Callable
from copy import deepcopy

from flask_smorest import Blueprint

SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change nothing (RFC 9110, section 9.2.1)
_smorest = Blueprint("describing", __name__)


def described(view: Callable, wrapper: Callable, part: str, **operation) -> Callable:
    """Carry the description of `view` over to `wrapper`, with more under `part` ("manual_doc", "arguments" …)."""
    wrapper._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    known = wrapper._apidoc.setdefault(part, {})
    for key, value in operation.items():
        if isinstance(value, list):
            known.setdefault(key, []).extend(value)
        elif isinstance(value, dict):
            known.setdefault(key, {}).update(value)
        else:
            known[key] = value
    wrapper.declares = dict(getattr(view, "declares", {}))
    return wrapper


def answer_description(schema, status: int) -> dict:
    """What flask-smorest keeps about one successful answer."""
    answer = {"description": "OK", "content_type": None}
    return answer | {"schema": _smorest._make_doc_response_schema(schema)} if schema else answer
