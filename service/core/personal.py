"""What people write, and what tells who they are: each column says beside itself how that ends, once for everybody who
must end it (docs/adr/0047).

A column of a model is declared where it stands: `mapped_column(sa.Text, info=words())`. Whoever takes a person out of
rows, because he asked for it or because their time is over, does it by `empty`; tests/house/test_personal.py finds a
column of text that is neither declared nor named there with the reason why it holds no words of a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from service.core.database import db

ERASED = "（已应本人要求删除）"
KEY = "personal"


@dataclass(frozen=True, slots=True)
class Words:
    """How the words of a column end. `instead`: what stands there then; None for nothing, or for a sentence that says
    why it is gone where the column may not be empty. `told`: a rule of the table wants something said, so what was
    said gives way to that sentence and what was empty stays so."""

    instead: object = None
    told: bool = False


def words(instead: object = None, *, told: bool = False) -> dict:
    """`info` of a column that holds what somebody wrote or who he is."""
    return {KEY: Words(instead, told)}


def is_declared(column: sa.Column) -> bool:
    """Whether a column says how its words end."""
    return KEY in column.info


def declared(model) -> list[str]:
    """The names of a model's columns that hold words."""
    return [column.key for column in sa.inspect(model).local_table.columns if is_declared(column)]


def empty(model, *conditions: sa.ColumnElement[bool], why: str = ERASED, but: Iterable[str] = (), **more) -> None:
    """Take the person out of every declared column of these rows, in the caller's transaction.

    `why` stands where something must stand; `but` names columns that stay, `more` what else changes.
    """
    kept = set(but)
    columns = sa.inspect(model).local_table.columns
    values = {name: _ended(columns[name], why) for name in declared(model) if name not in kept}
    db.session.execute(sa.update(model).where(*conditions).values(values | more)
                       .execution_options(synchronize_session=False))


def _ended(column: sa.Column, why: str) -> object:
    how: Words = column.info[KEY]
    if how.told:
        return sa.case((column.is_not(None), sa.literal(why, column.type)))
    return why if how.instead is None and not column.nullable else how.instead
