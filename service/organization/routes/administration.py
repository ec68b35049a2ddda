"""HTTP: the audit log, and how the service is."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, limited, me, signed_in, takes
from service.organization.queries import auditing, running
from service.organization.schemas.administration import AuditEntryOut, AuditQuery, ServiceStateOut, VerificationOut

bp = Blueprint("administration", __name__, url_prefix="/api/v1", description="审计日志、系统状态")


@bp.get("/audit")
@signed_in
@takes(AuditQuery, location="query")
@exported("audit", *auditing.COLUMNS)
@gives(AuditEntryOut, many=True)
def read_audit(limit, cursor, **filters):
    """The audit log, newest first; as a file it is an export, and stands in the log itself."""
    return auditing.audit_log(me(), limit=limit, cursor=cursor, **filters)


@bp.get("/audit/verification")
@signed_in
@limited("act", per=("account",))
@gives(VerificationOut)
def verify_audit():
    """Whether the chain of the audit log holds."""
    return auditing.verification(me())


@bp.get("/service/state")
@signed_in
@limited("act", per=("account",))
@gives(ServiceStateOut)
def show_state():
    """How the service is, line by line, and what to do where it is not well."""
    return running.state_of_the_service(me())
