"""Routes of 双报到: applying, moving, ending; accepting and returning; a unit's members and lists."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.core.http.exporting import exported
from service.core.sheets import Column
from service.feedback.schemas.verbs import NothingIn
from service.membership.actions import deciding, ending, listing, registering
from service.membership.catalogue import offers
from service.membership.queries import registrations as queries
from service.membership.queries import units
from service.membership.schemas import registrations as shapes

bp = Blueprint("registrations", __name__, url_prefix="/api/v1", description="双报到：申请、受理、退回、搬家、结束")
ONE = "/registrations/<int(max=9223372036854775807):registration_id>"
AT = "/api/v1/registrations/{id}"


@bp.get("/registration-offers")
@signed_in
@gives(shapes.OffersOut)
def show_offers():
    """The skills and services a member chooses from."""
    return offers()


@bp.post("/registrations")
@signed_in
@idempotent
@takes(shapes.RegistrationIn)
@gives(shapes.RegistrationOut, status=201, located=AT)
def register(**application):
    """Apply to register with the community where I live."""
    return queries.registration(registering.register(by=me(), **application).id, me())


@bp.get("/registrations")
@signed_in
@takes(shapes.RegistrationQuery, location="query")
@exported("registrations", Column("受理编号", "number"), Column("状态", "state_name"), Column("姓名", "name"),
          Column("单位", "unit.name"), Column("社区（村）", "community.name"), Column("小区或楼栋", "place.name"),
          Column("特长", "skill_names"), Column("可提供服务", "service_names"), Column("申请时间", "applied_at"),
          Column("受理或退回时间", "decided_at"), Column("退回原因", "return_reason"),
          Column("结束时间", "ended_at"), Column("结束原因", "ended_reason"))
@gives(shapes.RegistrationOut, many=True)
def list_registrations(**asked):
    """My registrations, those of the places I look after, or those of my unit's members."""
    return queries.registrations(me(), **asked)


@bp.get(ONE)
@signed_in
@gives(shapes.RegistrationOut)
def show_registration(registration_id):
    """One registration."""
    return queries.registration(registration_id, me())


@bp.delete(ONE)
@signed_in
@takes(shapes.RegistrationEndIn)
@gives(shapes.RegistrationOut)
def end(registration_id, reason=None):
    """Withdraw an application, or end an accepted registration."""
    ending.end(registration_id, by=me(), reason=reason, seen=seen())
    return queries.registration(registration_id, me())


@bp.post(f"{ONE}/acceptance")
@signed_in
@idempotent
@takes(NothingIn)
@gives(shapes.RegistrationOut, status=201, located=AT)
def accept(registration_id):
    """Accept an application, with a receipt number."""
    return queries.registration(deciding.accept(registration_id, by=me(), seen=seen()).id, me())


@bp.post(f"{ONE}/return")
@signed_in
@idempotent
@takes(shapes.RegistrationReturnIn)
@gives(shapes.RegistrationOut, status=201, located=AT)
def send_back(registration_id, reason):
    """Return an application with a reason."""
    return queries.registration(deciding.send_back(registration_id, by=me(), reason=reason, seen=seen()).id, me())


@bp.post(f"{ONE}/move")
@signed_in
@idempotent
@takes(shapes.RegistrationMoveIn)
@gives(shapes.RegistrationOut, status=201, located=AT)
def move(registration_id, **change):
    """Move house, or apply anew after a return; the answer is the new application."""
    return queries.registration(registering.move(registration_id, by=me(), seen=seen(), **change).id, me())


@bp.post("/registrations/acceptances")
@signed_in
@idempotent
@takes(shapes.AcceptancesIn)
@gives(shapes.AcceptancesOut)
def accept_all(ids):
    """Accept many applications; what cannot be accepted is named and hinders no other."""
    return deciding.accept_all(ids, by=me())


@bp.get("/units/<code>/members")
@signed_in
@takes(shapes.UnitMemberQuery, location="query")
@exported("unit-members", Column("姓名", "name"), Column("手机号", "phone_masked"), Column("已登录", "is_known"),
          Column("报到状态", "registration.state_name"), Column("社区（村）", "registration.community.name"),
          Column("受理编号", "registration.number"), Column("申请时间", "registration.applied_at"))
@gives(shapes.UnitMemberOut, many=True)
def list_members(code, limit, cursor):
    """The members of my unit, and how the registration of each one stands."""
    return units.members(code, by=me(), limit=limit, cursor=cursor)


@bp.post("/units/<code>/registrations")
@signed_in
@takes(shapes.RegistrationListIn, location="files")
@idempotent
@gives(shapes.RegistrationListOut)
def register_list(code, file, dry_run):
    """Apply for many members of my unit at once, by a spreadsheet: all of it or nothing."""
    return listing.register_list(code, file.read(), by=me(), dry_run=dry_run)
