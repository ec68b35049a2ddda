"""HTTP: printed codes, what they stand for, and their posters."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, gives_bytes, idempotent, limited, me, open_to_all, signed_in, takes
from service.core.sheets import Column
from service.organization.actions import codes as acts
from service.organization.posters import pdf, png, svg
from service.organization.queries import codes, places
from service.organization.schemas.places import (
    CodeListedOut,
    CodeOut,
    CodesQuery,
    MissingOut,
    PaperQuery,
    PostersQuery,
    ReplacementIn,
    RevocationIn,
)

bp = Blueprint("codes", __name__, url_prefix="/api/v1", description="码：扫到的是哪里，印出来的海报")


@bp.get("/codes/<token>")
@open_to_all
@limited("lookup", per=("address",))
@gives(CodeOut)
def show_code(token):
    """The place a scanned code stands for; a revoked one answers 410 and still names the place."""
    return codes.described(codes.live(token))


@bp.get("/places/<code>/codes")
@signed_in
@takes(CodesQuery, location="query")
@exported("codes", Column("地点编码", "place.code"), Column("地点", "place.name"), Column("码", "token"),
          Column("发放时间", "issued_at"), Column("发放人", "issued_by"), Column("停用时间", "revoked_at"),
          Column("停用人", "revoked_by"), Column("停用原因", "revoked_because"), Column("替换了", "replaces"),
          Column("被替换为", "replaced_by"))
@gives(CodeListedOut, many=True)
def list_codes(code, limit, cursor, live):
    """The codes of a place and of everything below it with their history, for those who work there."""
    return codes.hanging_in(places.place(code), seen_by=me(), limit=limit, cursor=cursor, live=live)


@bp.post("/places/<code>/codes")
@signed_in
@idempotent
@gives(CodeOut, status=201, located="/api/v1/codes/{token}")
def issue_code(code):
    """Issue a new code for a place."""
    return codes.described(acts.issue(places.place(code), by=me()))


@bp.post("/places/<code>/codes/missing")
@signed_in
@idempotent
@gives(MissingOut)
def issue_missing_codes(code):
    """Give every building and courtyard here that has no code in use one; once more gives none."""
    return {"issued": acts.issue_missing(places.place(code), by=me())}


@bp.get("/places/<code>/posters.zip")
@signed_in
@takes(PostersQuery, location="query")
@limited("print", per=("account",))
@gives_bytes("application/zip", Content_Disposition='attachment; filename="posters.zip"')
def print_posters(code, paper, format):
    """The posters of a place and of all below it: a file a code, all in one document, and a list; issues nothing."""
    return acts.print_posters(places.place(code), paper, format, by=me())


@bp.delete("/codes/<token>")
@signed_in
@takes(RevocationIn)
@gives(None, status=204)
def revoke_code(token, reason=None):
    """Take a code out of use for good."""
    acts.revoke(token, by=me(), reason=reason)


@bp.post("/codes/<token>/replacement")
@signed_in
@idempotent
@takes(ReplacementIn)
@gives(CodeOut, status=201, located="/api/v1/codes/{token}")
def replace_code(token, reason):
    """Take a code out of use and issue another for the same place; the old one still names the place."""
    return codes.described(acts.replace(token, reason, by=me()))


@bp.get("/codes/<token>/poster.svg")
@open_to_all
@limited("lookup", per=("address",))
@gives_bytes("image/svg+xml")
def poster_svg(token):
    """The poster of a code, to be scaled as one likes."""
    return svg.drawn(codes.poster(token))


@bp.get("/codes/<token>/poster.png")
@open_to_all
@limited("lookup", per=("address",))
@gives_bytes("image/png")
def poster_png(token):
    """The poster of a code as a picture, A6 at 300 dots an inch."""
    return png.drawn(codes.poster(token))


@bp.get("/codes/<token>/poster.pdf")
@open_to_all
@takes(PaperQuery, location="query")
@limited("lookup", per=("address",))
@gives_bytes("application/pdf")
def poster_pdf(token, paper):
    """The poster of a code for the printer: A4, A6, or four A6 on one A4."""
    return pdf.drawn(codes.poster(token), paper)
