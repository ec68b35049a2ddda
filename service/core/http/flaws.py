"""What is wrong with a body is the last thing to be told (422): whatever the thing itself has against the act, that it
is not there, has changed, is past that, or is not his (404, 412, 409, 403), stands before it.

So the act is begun all the same, with something in the place of what was said that cannot be used, and nothing of it
stays. The alternative was to open every thing in its route, before its body is read, and again, locked, in the action.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import marshmallow as ma
from sqlalchemy import exc

from service.core.database import atomic
from service.core.errors import Invalid, Problem

BEFORE = (401, 403, 404, 409, 410, 412, 423, 429)
USES = ("abs", "add", "and", "bool", "call", "contains", "eq", "float", "format", "ge", "getattr", "getitem",
        "gt", "hash", "index", "int", "iter", "le", "len", "lt", "mod", "mul", "ne", "neg", "or", "radd", "rsub",
        "str", "sub")


class Unreadable:
    """Stands for what a flawed body does not say: whoever comes to need it hears of the flaw."""

    def __init__(self, flaw: Invalid):
        self._flaw = flaw


def _use(self, *_):
    raise object.__getattribute__(self, "_flaw")


for _name in USES:
    setattr(Unreadable, f"__{_name}__", _use)


def heard_last(flaw: Invalid, schema: ma.Schema, work: Callable) -> NoReturn:
    """Raises what `work`, given nothing it can use, says before it needs the body; else the flaw. Nothing is written.

    A database that is away is that, whatever the body says.
    """
    names = (field.attribute or name for name, field in schema.load_fields.items())
    try:
        with atomic():
            work(**dict.fromkeys(names, Unreadable(flaw)))
            raise flaw
    except Problem as problem:
        raise (problem if problem.status in BEFORE else flaw) from None
    except (exc.OperationalError, exc.TimeoutError):
        raise
    except Exception:  # an act that trips over what cannot be used has come as far as the body
        raise flaw from None
