"""HTTP: what a person has to look at before everybody may see it."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.screening import actions, queries
from service.screening.schemas import DecisionIn, ReviewOut, ReviewsQuery, ReviewSummaryOut

bp = Blueprint("screening", __name__, url_prefix="/api/v1", description="公开展示前的人工查看")
REVIEW = "/reviews/<int(max=9223372036854775807):check_id>"


@bp.get("/reviews")
@signed_in
@takes(ReviewsQuery, location="query")
@exported("reviews", Column("编号", "id"), Column("受理编号", "number"), Column("地点", "place.name"),
          Column("内容", "what"), Column("原因", "why_in_words"), Column("摘要", "excerpt"),
          Column("提交时间", "put_at"))
@gives(ReviewSummaryOut, many=True)
def reviews(**page):
    """Texts and pictures of your places that everybody would see, and that a person has to look at first."""
    return queries.reviews(me(), **page)


@bp.get(REVIEW)
@signed_in
@gives(ReviewOut)
def review(check_id):
    """One of them, in full."""
    return queries.review(check_id, me())


@bp.post(f"{REVIEW}/decision")
@signed_in
@idempotent
@takes(DecisionIn)
@gives(ReviewOut, status=201, located="/api/v1/reviews/{id}")
def decide(check_id, **decision):
    """Show it to everybody, or hide it and say why; the ticket goes on either way."""
    return queries.review(actions.decide(check_id, by=me(), seen=seen(), **decision), me())
