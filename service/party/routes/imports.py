"""HTTP: lists taken over from spreadsheets, of every kind that is registered."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import beforehand, gives, idempotent, me, signed_in, takes
from service.party.actions import importing
from service.party.schemas.people import ImportIn, ImportOut

bp = Blueprint("imports", __name__, url_prefix="/api/v1", description="导入名单（CSV、Excel）")


@bp.post("/imports")
@signed_in
@takes(ImportIn, location="files")
@beforehand(file=lambda file: importing.receive(file, by=me()))
@idempotent
@gives(ImportOut, status=201)
def import_list(file, kind, dry_run):
    """Take over a list of places, units, staff, branches, groups, households, members, offices or stations."""
    return importing.take_over(file, by=me(), kind=kind, dry_run=dry_run)
