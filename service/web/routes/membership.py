"""Members of units: registering with the community where one lives, and what comes of it."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, downloads, fills, leads_to, seen, shows, somebody, takes_home
from service.membership.actions import certificates, deciding, ending, registering
from service.membership.routes import registrations as registrations_api
from service.membership.schemas import registrations as shapes
from service.web.actions.membership import accept_several
from service.web.queries import membership as questions
from service.web.schemas import membership as asked
from service.web.schemas.places import StepQuery

bp = Blueprint("member", __name__)
ONE = "/member/registrations/<int(max=9223372036854775807):registration_id>"


@bp.get("/member")
@somebody
@shows("membership/home.html")
def home():
    """A member's own: registration, service, wishes, posts."""
    return questions.home(me())


@bp.get("/community")
@somebody
@shows("membership/community.html")
def community():
    """What waits for the community: applications, wishes, records."""
    return questions.community(me())


@bp.post("/community/acceptances")
@somebody
@fills(shapes.AcceptancesIn, on=community)
@leads_to("web.member.community", says="{done}")
def accept_all(ids):
    """Accept several applications; what cannot be accepted hinders no other."""
    return {"done": accept_several(ids, by=me())}


@bp.get("/member/registration")
@bp.get("/member/registration/<at>")
@somebody
@shows("membership/register.html")
@asks(asked.UnitQuery)
def joining(at=None, q=None, cursor=None):
    """The application: where one lives, one's unit, what one can and offers."""
    return questions.joining(at, q, cursor)


@bp.post("/member/registration/<at>")
@somebody
@fills(shapes.RegistrationIn, on=joining)
@leads_to("web.member.registration", says="申请已交给社区，受理后您会收到消息。")
def register(at, **application):
    """Apply to register with the community where one lives."""
    return {"registration_id": registering.register(by=me(), **application).id}


@bp.get("/member/registrations")
@somebody
@shows("membership/registrations.html")
@asks(asked.RegistrationsPageQuery)
@takes_home(registrations_api.list_registrations)
def registrations(**wanted):
    """My registrations, those of my community, or of my unit."""
    return questions.registrations_of(me(), **wanted)


@bp.get(ONE)
@somebody
@shows("membership/registration.html")
@asks(StepQuery)
def registration(registration_id, cursor=None):
    """One registration: where it stands, its receipt, what may be done with it."""
    return questions.registration(registration_id, me(), cursor=cursor)


@bp.get(f"{ONE}/at/<at>")
@somebody
@shows("membership/registration.html")
@asks(StepQuery)
def moving(registration_id, at, cursor=None):
    """The same, with the place one moves to."""
    return questions.registration(registration_id, me(), at, cursor)


@bp.post(f"{ONE}/acceptance")
@somebody
@fills(on=registration)
@leads_to("web.member.registration", says="已受理，申请人会收到受理编号。")
def accept(registration_id):
    """Accept an application, with a receipt number."""
    deciding.accept(registration_id, by=me(), seen=seen())


@bp.post(f"{ONE}/return")
@somebody
@fills(shapes.RegistrationReturnIn, on=registration)
@leads_to("web.member.registration", says="已退回，申请人会收到您写的原因。")
def send_back(registration_id, reason):
    """Return an application with a reason."""
    deciding.send_back(registration_id, by=me(), reason=reason, seen=seen())


@bp.post(f"{ONE}/ending")
@somebody
@fills(shapes.RegistrationEndIn, on=registration)
@leads_to("web.member.registration", says="已登记。")
def end(registration_id, reason=None):
    """Withdraw an application, or end an accepted registration."""
    ending.end(registration_id, by=me(), reason=reason, seen=seen())


@bp.post(f"{ONE}/at/<at>")
@somebody
@fills(shapes.RegistrationMoveIn, on=moving)
@leads_to("web.member.registration", says="新的申请已交给社区。")
def move(registration_id, at, **change):
    """Move house, or apply anew after a return."""
    return {"registration_id": registering.move(registration_id, by=me(), seen=seen(), **change).id}


@bp.get("/member/certificate.pdf")
@somebody
@asks(asked.CertificateQuery)
@limited("act", per=("account",))
@downloads("application/pdf")
def certificate(since=None, until=None):
    """One's own confirmed service on paper."""
    return "服务证明.pdf", certificates.certificate(by=me(), since=since, until=until)
