"""Mediations: a mediator's own cases, and the numbers for who looks after a place."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.mediation import actions
from service.mediation.catalogue import DISPUTE_NAMES, OUTCOME_NAMES, SOURCE_NAMES
from service.mediation.queries import counts, showing
from service.mediation.schemas import said, shown
from service.mediation.schemas.shown import MediationOut

bp = Blueprint("mediations", __name__, url_prefix="/api/v1", description="矛盾调解：只有调解员能看，其他人只看数字")
AT = "/api/v1/mediations/{id}"
ONE = "/mediations/<int(max=9223372036854775807):mediation_id>"


@bp.post("/mediations")
@signed_in
@idempotent
@takes(said.MediationIn)
@gives(MediationOut, status=201, located=AT)
def open_case(**dispute):
    """Take up a dispute; who opens it mediates it."""
    return showing.described(actions.open_case(by=me(), **dispute))


@bp.get("/mediations")
@signed_in
@takes(said.MediationsQuery, location="query")
@exported("mediations", Column("编号", "id"), Column("地点", "place.name"), Column("类型", "type", DISPUTE_NAMES),
          Column("来源", "source", SOURCE_NAMES), Column("受理日期", "opened_on"), Column("期限", "due_on"),
          Column("超期", "over_limit"), Column("结果", "outcome", OUTCOME_NAMES), Column("结案日期", "closed_on"),
          Column("履行期限", "perform_by"))
@gives(shown.MediationSummaryOut, many=True)
def mediations(**wanted):
    """The cases the caller mediates, newest first, the parties masked; a file has no parties at all."""
    return showing.mine(me(), **wanted)


@bp.get("/mediations/counts")
@signed_in
@takes(said.MediationCountsQuery, location="query")
@gives(shown.MediationCountsOut)
def count(**wanted):
    """How many of which type, opened in these months, ended how: told in steps of five or more of a kind."""
    return counts.shown(me(), **wanted)


@bp.get(ONE)
@signed_in
@gives(MediationOut)
def mediation(mediation_id):
    """One case in full, for its mediators; nobody else learns that it exists."""
    return showing.detail(mediation_id, me())


@bp.put(ONE)
@signed_in
@takes(said.MediationEditIn)
@gives(MediationOut)
def edit(mediation_id, **dispute):
    """Correct type, facts and parties while the case is open."""
    return showing.described(actions.edit(mediation_id, by=me(), seen=seen(), **dispute))


@bp.post(f"{ONE}/sessions")
@signed_in
@idempotent
@takes(said.SittingIn)
@gives(MediationOut, status=201, located=AT)
def sit(mediation_id, **sitting):
    """Note a session with the parties."""
    return showing.described(actions.sit(mediation_id, by=me(), seen=seen(), **sitting))


@bp.post(f"{ONE}/extension")
@signed_in
@idempotent
@takes(said.MediationExtensionIn)
@gives(MediationOut, status=201, located=AT)
def extend(mediation_id, **more):
    """More time, as all parties agreed."""
    return showing.described(actions.extend(mediation_id, by=me(), seen=seen(), **more))


@bp.post(f"{ONE}/outcome")
@signed_in
@idempotent
@takes(said.MediationOutcomeIn)
@gives(MediationOut, status=201, located=AT)
def end(mediation_id, **ending):
    """How it ended; `ways_on` of the answer is what the parties must be told."""
    return showing.described(actions.end(mediation_id, by=me(), seen=seen(), **ending))


@bp.post(f"{ONE}/revisits")
@signed_in
@idempotent
@takes(said.RevisitIn)
@gives(MediationOut, status=201, located=AT)
def revisit(mediation_id, **found):
    """Whether an agreement is kept."""
    return showing.described(actions.revisit(mediation_id, by=me(), seen=seen(), **found))


@bp.get(f"{ONE}/candidates")
@signed_in
@gives(shown.MediatorCandidatesOut)
def candidates(mediation_id):
    """Who could be asked to mediate too."""
    return {"items": showing.candidates(mediation_id, me())}


@bp.post(f"{ONE}/mediators")
@signed_in
@idempotent
@takes(said.MediatorIn)
@gives(MediationOut, status=201, located=AT)
def add(mediation_id, account_id):
    """Ask somebody of the place to mediate too."""
    return showing.described(actions.add(mediation_id, by=me(), seen=seen(), account_id=account_id))


@bp.delete(f"{ONE}/mediators")
@signed_in
@gives(None, status=204)
def leave(mediation_id):
    """Mediate this case no longer; the last mediator stays."""
    actions.leave(mediation_id, by=me(), seen=seen())
