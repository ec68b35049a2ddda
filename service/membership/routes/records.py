"""Service records: seen one by one by the member, his community and his unit; summed up for himself alone."""

from flask_smorest import Blueprint

from service.core.http import (
    exported,
    gives,
    gives_bytes,
    idempotent,
    limited,
    me,
    open_to_all,
    seen,
    signed_in,
    takes,
)
from service.core.sheets import Column
from service.membership.actions import certificates as papers
from service.membership.actions import records as actions
from service.membership.queries import certificates, records
from service.membership.schemas import records as shapes

bp = Blueprint("service_records", __name__, url_prefix="/api/v1", description="服务记录与证明")
ID = "<int(max=9223372036854775807):record_id>"
AT = "/api/v1/service-records/{id}"


@bp.get("/service-records")
@signed_in
@takes(shapes.ServiceRecordsQuery, location="query")
@exported("service-records", Column("时间", "served_at"), Column("姓名", "member.display_name"),
          Column("单位", "unit.name"), Column("地点", "place.name"), Column("服务内容", "title"), Column("来源", "ref"),
          Column("状态", "state_name"), Column("分钟", "minutes"), Column("本人填写分钟", "proposed_minutes"))
@gives(shapes.ServiceRecordOut, many=True)
def find(limit, cursor, **asked):
    """Service records of one view, the newest first."""
    return records.records(me(), limit=limit, cursor=cursor, **asked)


@bp.get(f"/service-records/{ID}")
@signed_in
@gives(shapes.ServiceRecordDetailOut)
def show(record_id):
    """One record, with every entry there was."""
    return records.shown(record_id, me())


@bp.post(f"/service-records/{ID}/minutes")
@signed_in
@idempotent
@takes(shapes.ServiceMinutesIn)
@gives(shapes.ServiceRecordDetailOut, status=201, located=AT)
def propose(record_id, minutes):
    """The member says how long it took, before the community confirms."""
    return records.shown(actions.propose(record_id, by=me(), minutes=minutes, seen=seen()).id, me())


@bp.post(f"/service-records/{ID}/confirmation")
@signed_in
@idempotent
@takes(shapes.ServiceMinutesIn)
@gives(shapes.ServiceRecordDetailOut, status=201, located=AT)
def confirm(record_id, minutes):
    """A worker of the community confirms the minutes; nobody his own."""
    return records.shown(actions.confirm(record_id, by=me(), minutes=minutes, seen=seen()).id, me())


@bp.post("/service-records/confirmations")
@signed_in
@takes(shapes.ServiceConfirmationsIn)
@gives(shapes.ServiceConfirmationsOut)
def confirm_some(ids):
    """Confirm up to a hundred records with the minutes proposed; those that cannot be are named."""
    return actions.confirm_some(ids, by=me())


@bp.post(f"/service-records/{ID}/correction")
@signed_in
@idempotent
@takes(shapes.ServiceCorrectionIn)
@gives(shapes.ServiceRecordDetailOut, status=201, located=AT)
def correct(record_id, minutes, reason):
    """A further entry counts from now on; the earlier ones stay to be seen."""
    return records.shown(actions.correct(record_id, by=me(), minutes=minutes, reason=reason, seen=seen()).id, me())


@bp.get("/me/service-record")
@signed_in
@gives(shapes.OwnServiceOut)
def own():
    """One's own confirmed service, by year and kind."""
    return records.totals(me())


@bp.get("/me/service-certificate.pdf")
@signed_in
@takes(shapes.CertificateQuery, location="query")
@limited("act", per=("account",))
@gives_bytes("application/pdf", Cache_Control="private, no-store",
             Content_Disposition='inline; filename="service-certificate.pdf"')
def certificate(since, until):
    """One's own confirmed service on paper, with a number by which a unit can check it."""
    return papers.certificate(by=me(), since=since, until=until)


@bp.get("/certificates/<number>")
@open_to_all
@takes(shapes.CertificateCheckQuery, location="query")
@limited("lookup", per=("address",))
@gives(shapes.CertificateCheckOut)
def check(number, check):
    """Whether a certificate is ours, for whoever holds the paper: its total and a masked name, nothing more."""
    return certificates.genuine(number, check)
