"""Making places: one by hand, or many at once from a list."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, WrongMoment, invalid
from service.organization import policy
from service.organization.actors import Actor
from service.organization.models import DEPTH, Level, Place
from service.organization.queries import places
from service.organization.tree import LIES_IN

LONGEST_CODE = 32


def create(name: str, level: Level, parent: Place, *, by: Actor, code: str | None = None,
           households: int | None = None) -> Place:
    """A place below another; without a code it gets the next free `<parent>-01`.

    Raises Forbidden, Invalid (a level that does not lie there, no proper code), WrongMoment `code_taken`.
    """
    if not policy.may_create(by, level, parent.path):
        raise Forbidden()
    if parent.level not in LIES_IN[level]:
        raise invalid(level="这一级不能放在这个地点下面。")
    if code is not None and not places.CODE.fullmatch(code):
        raise invalid(code="编码只能用字母、数字和横线，最多 32 位。")
    with atomic() as session:
        session.execute(sa.select(Place.id).where(Place.id == parent.id).with_for_update())
        code = code or _next_code(session, parent)
        if places.known_by_code([code]):
            raise WrongMoment("这个编码已经有了。", code="code_taken")
        made = Place(code=code, name=name.strip(), level=level, parent_id=parent.id, path="", households=households)
        session.add(made)
        session.flush()
        made.path = f"{parent.path}{made.id}/"
        session.flush()
        audit.record("place_created", by=by, subject=f"place:{code}", level=level, parent=parent.code)
    return made


def change(code: str, *, by: Actor, name: str, households: int | None = None) -> Place:
    """Another name for a place, and how many households live there (None: as it stands); its code, its printed codes
    and its history stay. Raises Forbidden, NotFound."""
    found = places.place(code)
    if not policy.may_rename(by, found.level, found.path):
        raise Forbidden()
    with atomic() as session:
        session.refresh(found, with_for_update=True)
        before, found.name = found.name, name.strip()
        counted, found.households = found.households, found.households if households is None else households
        session.flush()
        if found.name != before:
            audit.record("place_renamed", by=by, subject=f"place:{code}", before=before, after=found.name)
        if found.households != counted:
            audit.record("place_counted", by=by, subject=f"place:{code}", before=counted, after=found.households)
    return found


def _next_code(session, parent: Place) -> str:
    beginning = f"{parent.code}-"
    taken = session.scalars(sa.select(Place.code).where(Place.parent_id == parent.id))
    numbers = [code.removeprefix(beginning) for code in taken if code.startswith(beginning)]
    code = f"{beginning}{max((int(number) for number in numbers if number.isdecimal()), default=0) + 1:02}"
    if len(code) > LONGEST_CODE:
        raise invalid(code="自动编码太长了，请自己填一个编码（最多 32 位）。")
    return code


def plant(rows: Iterable[dict]) -> int:
    """Add many places at once and return how many: `{code, name, level, parent_code}`, and `households` where they
    are known, in any order.

    The rows are new, and every parent is among them or stands already. Two statements a level, however many.
    """
    by_depth: dict[int, list[dict]] = {}
    for row in rows:
        by_depth.setdefault(DEPTH[row["level"]], []).append(row)
    with atomic() as session:
        for depth in sorted(by_depth):
            group = by_depth[depth]
            above = places.known_by_code({row["parent_code"] for row in group if row["parent_code"]})
            session.execute(sa.insert(Place), [
                {"code": row["code"], "name": row["name"], "level": row["level"], "path": "",
                 "households": row.get("households"),
                 "parent_id": above[row["parent_code"]].id if row["parent_code"] else None} for row in group])
            _write_paths(session)
    return sum(map(len, by_depth.values()))


def _write_paths(session) -> None:
    """The path of every row that has none yet: its parent's and its own id."""
    above = sa.orm.aliased(Place)
    parents = sa.select(above.path).where(above.id == Place.parent_id).scalar_subquery()
    path = sa.func.coalesce(parents, "/").concat(sa.cast(Place.id, sa.String)).concat("/")
    session.execute(sa.update(Place).where(Place.path == "").values(path=path)
                    .execution_options(synchronize_session=False))
