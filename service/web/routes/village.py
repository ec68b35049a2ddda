"""Mediation, seen by its mediators alone, and member development, seen by its branch."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.development import actions as developing
from service.development import routes as development_api
from service.development import schemas as stages
from service.mediation import actions as mediating
from service.mediation import routes as mediation_api
from service.mediation.schemas import said
from service.web.actions.village import correct as correct_candidate
from service.web.queries import village as questions
from service.web.schemas import village as asked
from service.web.schemas.lists import ListPageQuery

bp = Blueprint("village", __name__)
CASE = "/mediations/<int(max=9223372036854775807):mediation_id>"
CANDIDATE = "/candidates/<int(max=9223372036854775807):candidate_id>"


@bp.get("/mediations")
@somebody
@shows("village/cases.html")
@asks(ListPageQuery)
@takes_home(mediation_api.mediations)
def cases(cursor=None):
    """The disputes I mediate."""
    return questions.cases_of(me(), cursor)


@bp.post("/mediations")
@somebody
@fills(asked.MediationPageIn, on=cases)
@leads_to("web.village.case", says="已登记，只有调解员看得到。")
def open_case(**dispute):
    """Take up a dispute."""
    return {"mediation_id": mediating.open_case(by=me(), **dispute).id}


@bp.get(CASE)
@somebody
@shows("village/case.html")
def case(mediation_id):
    """One case, for its mediators."""
    return questions.case(mediation_id, me())


@bp.post(f"{CASE}/facts")
@somebody
@fills(asked.MediationEditPageIn, on=case)
@leads_to("web.village.case", says="已更正。")
def edit(mediation_id, **dispute):
    """Correct type, facts and parties."""
    mediating.edit(mediation_id, by=me(), seen=seen(), **dispute)


@bp.post(f"{CASE}/extension")
@somebody
@fills(asked.ExtensionPageIn, on=case)
@leads_to("web.village.case", says="期限已延长。")
def prolong(mediation_id, **more):
    """More time, as all parties agreed."""
    mediating.extend(mediation_id, by=me(), seen=seen(), **more)


@bp.get(f"{CASE}/mediators")
@somebody
@shows("village/mediators.html")
def mediators(mediation_id):
    """Who mediates a case, and who could be asked to."""
    return questions.mediators(mediation_id, me())


@bp.post(f"{CASE}/mediators")
@somebody
@fills(said.MediatorIn, on=mediators)
@leads_to("web.village.mediators", says="已请他一起调解，他会收到消息。")
def add(mediation_id, account_id):
    """Ask somebody of the place to mediate too."""
    mediating.add(mediation_id, by=me(), seen=seen(), account_id=account_id)


@bp.post(f"{CASE}/leaving")
@somebody
@fills(on=mediators)
@leads_to("web.village.cases", says="您已退出这件调解。")
def leave(mediation_id):
    """Mediate this case no longer; the last mediator stays."""
    mediating.leave(mediation_id, by=me(), seen=seen())


@bp.post(f"{CASE}/sessions")
@somebody
@fills(asked.SittingPageIn, on=case)
@leads_to("web.village.case", says="已记下。")
def sit(mediation_id, **sitting):
    """Note a session with the parties."""
    mediating.sit(mediation_id, by=me(), seen=seen(), **sitting)


@bp.post(f"{CASE}/outcome")
@somebody
@fills(said.MediationOutcomeIn, on=case)
@leads_to("web.village.case", says="已结案。")
def end(mediation_id, **ending):
    """How it ended."""
    mediating.end(mediation_id, by=me(), seen=seen(), **ending)


@bp.post(f"{CASE}/revisits")
@somebody
@fills(said.RevisitIn, on=case)
@leads_to("web.village.case", says="回访已记下。")
def revisit(mediation_id, **found):
    """Whether an agreement is kept."""
    mediating.revisit(mediation_id, by=me(), seen=seen(), **found)


@bp.get("/candidates")
@somebody
@shows("village/candidates.html")
@asks(ListPageQuery)
@takes_home(development_api.candidates)
def candidates(cursor=None):
    """The candidates of one's branch, with what is due."""
    return questions.candidates_of(me(), cursor)


@bp.post("/candidates")
@somebody
@fills(stages.MemberCandidateIn, on=candidates)
@leads_to("web.village.candidate", says="已登记。")
def take_on(**person):
    """Somebody has applied."""
    return {"candidate_id": developing.take_on(by=me(), **person).id}


@bp.get(CANDIDATE)
@somebody
@shows("village/candidate.html")
def candidate(candidate_id):
    """One candidate: stages, what is due next."""
    return questions.candidate(candidate_id, me())


@bp.post(f"{CANDIDATE}/person")
@somebody
@fills(asked.CandidatePageIn, on=candidate)
@leads_to("web.village.candidate", says="已更正。")
def correct(candidate_id, **person):
    """Correct name, phone and group."""
    correct_candidate(candidate_id, by=me(), seen=seen(), **person)


@bp.post(f"{CANDIDATE}/stages")
@somebody
@fills(stages.StageIn, on=candidate)
@leads_to("web.village.candidate", says="已记下。")
def reach(candidate_id, **reached):
    """The next stage, on the day it was reached."""
    developing.reach(candidate_id, by=me(), seen=seen(), **reached)


@bp.post(f"{CANDIDATE}/contacts")
@somebody
@fills(stages.ContactsIn, on=candidate)
@leads_to("web.village.candidate", says="联系人已记下。")
def choose_contacts(candidate_id, contacts):
    """Who accompanies him from today on."""
    developing.choose_contacts(candidate_id, by=me(), seen=seen(), member_ids=contacts)


@bp.post(f"{CANDIDATE}/dues")
@somebody
@fills(stages.DueDoneIn, on=candidate)
@leads_to("web.village.candidate", says="已记下。")
def do(candidate_id, on):
    """The talk or assessment that was due has been done."""
    developing.do(candidate_id, by=me(), seen=seen(), on=on)


@bp.post(f"{CANDIDATE}/extension")
@somebody
@fills(stages.ProbationExtensionIn, on=candidate)
@leads_to("web.village.candidate", says="预备期已延长。")
def extend(candidate_id, until):
    """Probation is extended, once."""
    developing.extend(candidate_id, by=me(), seen=seen(), until=until)


@bp.post(f"{CANDIDATE}/ending")
@somebody
@fills(stages.MemberCandidateEndingIn, on=candidate)
@leads_to("web.village.candidate", says="已登记。")
def stop(candidate_id, **ending):
    """He goes no further here."""
    developing.end(candidate_id, by=me(), seen=seen(), **ending)


@bp.get("/me/development")
@somebody
@shows("village/own.html")
def own():
    """What the branch has noted of my own way."""
    return questions.own(me())
