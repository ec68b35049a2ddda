"""Issuing codes, taking them out of use, replacing them, printing them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden
from service.organization import code_pictures, policy
from service.organization.actors import Actor
from service.organization.models import Place, PlaceCode
from service.organization.posters.batch import Batch, Kind, zipped
from service.organization.queries import codes, printing
from service.organization.tokens import new_token


def issue(place: Place, *, by: Actor) -> PlaceCode:
    """A new code for a place; those that hang there already stay in use. Raises Forbidden."""
    _must(by, place)
    with atomic():
        code = _new(place, clock.now(), by=by)
        audit.record("code_issued", by=by, subject=f"code:{code.id}", place=place.code)
    return code


def issue_missing(place: Place, *, by: Actor | None) -> int:
    """Give every building and courtyard of the place that has no code in use one; how many.

    Once more gives none. Raises Forbidden, Invalid `too_many_codes` past 5,000.
    """
    _must(by, place)
    with atomic() as session:
        # Held, so that who asks at the same time finds them done; not so firmly that submitting there would wait.
        session.execute(sa.select(Place.id).where(Place.id.in_(printing.without_code(place))).order_by(Place.id)
                        .with_for_update(key_share=True)).all()
        bare, moment = printing.without_code(place), clock.now()
        if bare:
            session.execute(sa.insert(PlaceCode), [
                {"token": new_token(), "place_id": place_id, "issued_at": moment,
                 "issued_by_id": by.account_id if by else None} for place_id in bare])
            audit.record("codes_issued", by=by, subject=f"place:{place.code}", codes=len(bare))
    return len(bare)


def revoke(token: str, *, by: Actor, reason: str | None = None) -> None:
    """Take a code out of use for good; once more is the same. Raises NotFound `code_unknown`, Forbidden."""
    with atomic():
        found = codes.code(token, locked=True)
        _must(by, found.place)
        if found.revoked_at is None:
            _take_down(found, clock.now(), reason, by=by)
            audit.record("code_revoked", by=by, subject=f"code:{found.id}", place=found.place.code)


def replace(token: str, reason: str, *, by: Actor) -> PlaceCode:
    """Take a code out of use and issue another for its place, both or neither; of two at once the first wins.

    Raises NotFound `code_unknown`, Forbidden, Gone `code_revoked`.
    """
    with atomic():
        old, moment = codes.code(token, locked=True), clock.now()
        _must(by, old.place)
        _take_down(codes.in_use(old), moment, reason, by=by)
        code = _new(old.place, moment, by=by, replaces_id=old.id)
        audit.record("code_replaced", by=by, subject=f"code:{old.id}", place=old.place.code, by_code=code.id)
    return code


def print_posters(place: Place, paper: str, kind: Kind, *, by: Actor | None) -> Iterator[bytes]:
    """The posters of a place and of all below it as a zip, written while it is read; nothing is issued.

    Needs neither the database nor the application once it is returned. Raises Forbidden, Invalid `too_many_codes`.
    """
    _must(by, place)
    entries, pictures = printing.to_print(place), code_pictures.in_use()
    batch = Batch(place.name, entries, paper, kind, codes.address(), pictures and pictures.or_none)
    with atomic():
        audit.record("posters_printed", by=by, subject=f"place:{place.code}", paper=paper, format=kind,
                     codes=sum(entry.token is not None for entry in entries))
    return zipped(batch)


def _must(by: Actor | None, place: Place) -> None:
    if not policy.may_change_codes(by, place.path):
        raise Forbidden()


def _new(place: Place, moment: datetime, *, by: Actor, replaces_id: int | None = None) -> PlaceCode:
    with atomic() as session:
        code = PlaceCode(token=new_token(), place_id=place.id, issued_by_id=by.account_id, issued_at=moment,
                         replaces_id=replaces_id)
        code.place = place
        session.add(code)
        session.flush()
    return code


def _take_down(code: PlaceCode, moment: datetime, reason: str | None, *, by: Actor) -> None:
    code.revoked_at, code.revoked_by_id, code.revoked_because = moment, by.account_id, reason
