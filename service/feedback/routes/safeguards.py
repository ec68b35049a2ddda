"""Safeguards: reading and saving what stands above every rule."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, limited, me, seen, signed_in, takes
from service.feedback.actions import safeguards as acts
from service.feedback.queries import safeguards as questions
from service.feedback.schemas import safeguards as shapes

bp = Blueprint("safeguards", __name__, url_prefix="/api/v1", description="底线规则：先于一切分派规则")
ONE = "/safeguards/<int(max=9223372036854775807):safeguard_id>"


@bp.get("/safeguards")
@signed_in
@gives(shapes.SafeguardOut, many=True)
def list_safeguards():
    """The live safeguards; all of them are asked before any rule."""
    return questions.safeguards(me())


@bp.post("/safeguards")
@signed_in
@idempotent
@takes(shapes.NewSafeguardIn)
@limited("act", per=("account",))
@gives(shapes.SafeguardWithVersionsOut, status=201, located="/api/v1/safeguards/{safeguard_id}")
def save_safeguard(**fields):
    """A new safeguard; it holds the very next ticket."""
    return questions.safeguard(acts.save_safeguard(by=me(), **fields).safeguard_id, me())


@bp.get(ONE)
@signed_in
@gives(shapes.SafeguardWithVersionsOut)
def show_safeguard(safeguard_id):
    """One safeguard with all its versions, a retired one too."""
    return questions.safeguard(safeguard_id, me())


@bp.put(ONE)
@signed_in
@takes(shapes.SafeguardIn)
@limited("act", per=("account",))
@gives(shapes.SafeguardWithVersionsOut)
def change_safeguard(safeguard_id, **fields):
    """A new version of a safeguard; refused when it would let a sentence of the fixed list pass."""
    return questions.safeguard(acts.change_safeguard(safeguard_id, by=me(), seen=seen(), **fields).safeguard_id, me())


@bp.delete(ONE)
@signed_in
@limited("act", per=("account",))
@gives(None, status=204)
def retire_safeguard(safeguard_id):
    """Take a safeguard out of use; never the last of its kind."""
    return acts.retire_safeguard(safeguard_id, by=me(), seen=seen())
