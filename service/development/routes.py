"""Member development: a branch's candidates, and the numbers for who looks after a place."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.development import actions, schemas
from service.development.queries import counts, showing
from service.development.schemas import MemberCandidateOut
from service.development.stages import DUE_NAMES, STAGE_NAMES

STATES = {"live": "发展中", "full": "正式党员", "ended": "已终止"}
bp = Blueprint("development", __name__, url_prefix="/api/v1", description="党员发展：只有本支部能看，其他人只看数字")
AT = "/api/v1/candidates/{id}"
ONE = "/candidates/<int(max=9223372036854775807):candidate_id>"


@bp.post("/candidates")
@signed_in
@idempotent
@takes(schemas.MemberCandidateIn)
@gives(MemberCandidateOut, status=201, located=AT)
def take_on(**person):
    """Somebody has applied to the branch."""
    return showing.fresh(actions.take_on(by=me(), **person), me())


@bp.get("/candidates")
@signed_in
@takes(schemas.MemberCandidatesQuery, location="query")
@exported("candidates", Column("姓名", "name"), Column("党组织", "branch.name"), Column("党小组", "group.name"),
          Column("阶段", "stage", STAGE_NAMES), Column("时间", "stage_on"), Column("状态", "state", STATES),
          Column("培养联系人", "contacts"), Column("下一步", "next_due", DUE_NAMES),
          Column("下一步时限", "next_due_on"))
@gives(schemas.MemberCandidateSummaryOut, many=True)
def candidates(**wanted):
    """The candidates of the caller's branch, newest first."""
    return showing.candidates(me(), **wanted)


@bp.get("/candidates/counts")
@signed_in
@takes(schemas.MemberCandidateCountsQuery, location="query")
@gives(schemas.MemberCandidateCountsOut)
def count(place):
    """How many stand at which stage, rounded down to whole fives; under five is withheld."""
    return counts.shown(me(), place=place)


@bp.get(ONE)
@signed_in
@gives(MemberCandidateOut)
def candidate(candidate_id):
    """One candidate, as much as the caller may see."""
    return showing.detail(candidate_id, me())


@bp.put(ONE)
@signed_in
@takes(schemas.MemberCandidateEditIn)
@gives(MemberCandidateOut)
def correct(candidate_id, **person):
    """Correct name, phone and group."""
    return showing.fresh(actions.correct(candidate_id, by=me(), seen=seen(), **person), me())


@bp.post(f"{ONE}/stages")
@signed_in
@idempotent
@takes(schemas.StageIn)
@gives(MemberCandidateOut, status=201, located=AT)
def reach(candidate_id, **reached):
    """The next stage, on the day it was reached."""
    return showing.fresh(actions.reach(candidate_id, by=me(), seen=seen(), **reached), me())


@bp.post(f"{ONE}/dues")
@signed_in
@idempotent
@takes(schemas.DueDoneIn)
@gives(MemberCandidateOut, status=201, located=AT)
def do(candidate_id, on):
    """The talk or assessment that was due has been done; a contact person may note it."""
    return showing.fresh(actions.do(candidate_id, by=me(), seen=seen(), on=on), me())


@bp.post(f"{ONE}/extension")
@signed_in
@idempotent
@takes(schemas.ProbationExtensionIn)
@gives(MemberCandidateOut, status=201, located=AT)
def extend(candidate_id, until):
    """Probation is extended, once."""
    return showing.fresh(actions.extend(candidate_id, by=me(), seen=seen(), until=until), me())


@bp.post(f"{ONE}/ending")
@signed_in
@idempotent
@takes(schemas.MemberCandidateEndingIn)
@gives(MemberCandidateOut, status=201, located=AT)
def end(candidate_id, **ending):
    """He goes no further here."""
    return showing.fresh(actions.end(candidate_id, by=me(), seen=seen(), **ending), me())


@bp.put(f"{ONE}/contacts")
@signed_in
@takes(schemas.ContactsIn)
@gives(MemberCandidateOut)
def choose_contacts(candidate_id, contacts):
    """Who accompanies him from today on."""
    candidate = actions.choose_contacts(candidate_id, by=me(), seen=seen(), member_ids=contacts)
    return showing.fresh(candidate, me())


@bp.get("/me/development")
@signed_in
@gives(schemas.OwnDevelopmentOut)
def own():
    """What the branch has noted of the caller's own way."""
    return showing.own(me())
