"""HTTP: printed codes, what they stand for, and their posters."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import gives, gives_bytes, idempotent, limited, me, open_to_all, signed_in, takes
from service.organization import posters
from service.organization.actions import codes as acts
from service.organization.queries import codes, places
from service.organization.schemas.places import CodeListedOut, CodeOut, CodesQuery, PaperQuery

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
@gives(CodeListedOut, many=True)
def list_codes(code, limit, cursor):
    """The codes of a place and of everything below it, for those who work there."""
    return codes.hanging_in(places.place(code), seen_by=me(), limit=limit, cursor=cursor)


@bp.post("/places/<code>/codes")
@signed_in
@idempotent
@limited("act", per=("account",))
@gives(CodeOut, status=201, located="/api/v1/codes/{token}")
def issue_code(code):
    """Issue a new code for a place."""
    return codes.described(acts.issue(places.place(code), by=me()))


@bp.delete("/codes/<token>")
@signed_in
@limited("act", per=("account",))
@gives(None, status=204)
def revoke_code(token):
    """Take a code out of use for good."""
    acts.revoke(token, by=me())


@bp.get("/codes/<token>/poster.svg")
@open_to_all
@limited("lookup", per=("address",))
@gives_bytes("image/svg+xml")
def poster_svg(token):
    """The poster of a code, to be scaled as one likes."""
    return posters.svg(codes.poster(token))


@bp.get("/codes/<token>/poster.png")
@open_to_all
@limited("lookup", per=("address",))
@gives_bytes("image/png")
def poster_png(token):
    """The poster of a code as a picture, A6 at 300 dots an inch."""
    return posters.png(codes.poster(token))


@bp.get("/codes/<token>/poster.pdf")
@open_to_all
@takes(PaperQuery, location="query")
@limited("lookup", per=("address",))
@gives_bytes("application/pdf")
def poster_pdf(token, paper):
    """The poster of a code for the printer, A4 or A6."""
    return posters.pdf(codes.poster(token), paper)
