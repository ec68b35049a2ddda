"""What people wrote into the audit log, beside its chain: the chain binds a salted digest, so that the words of a
person who leaves can be taken away and every link still holds (docs/adr/0047)."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, datetime
from enum import Enum

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core import personal
from service.core.database import Base, Id, Moment

CODE = re.compile(r"(?!\d{11}$)[A-Za-z0-9_.:-]{1,64}")  # a code of ours, of a place or a role; never a phone number


class AuditWords(Base):
    """The words of one row of the audit log, as JSON; None once they were taken away, and the salt with them."""

    __tablename__ = "audit_words"
    __table_args__ = (sa.CheckConstraint("said IS NOT NULL OR salt IS NULL", name="what_is_taken_takes_its_salt"),)

    sequence: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)  # of the row they belong to, with which they go
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    said: Mapped[str | None] = mapped_column(sa.Text, info=personal.words())


def parted(details: dict) -> tuple[dict, dict]:
    """(what is a number, a code or a moment, everything else): the first may stand in the chain for ever."""
    chained = {name: value for name, value in details.items() if _is_code(value)}
    return chained, {name: value for name, value in details.items() if name not in chained}


def _is_code(value: object) -> bool:
    if isinstance(value, list | tuple | set):
        return all(_is_code(one) for one in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return CODE.fullmatch(value) is not None
    return value is None or isinstance(value, int | float | Enum | date)


def written(value: dict) -> str:
    """JSON that is always the same for the same words."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode()


def salted(said: str) -> tuple[str, str]:
    """(a salt nobody can guess, the digest of the words with it); without the salt, short words could be found by
    trying."""
    salt = secrets.token_hex(16)
    return salt, digest(salt, said)


def digest(salt: str, said: str) -> str:
    return hashlib.sha256(f"{salt}\0{said}".encode()).hexdigest()
