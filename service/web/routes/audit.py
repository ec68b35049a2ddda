"""The audit log, how the service is, and messages that could not be delivered."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, downloads, fills, leads_to, shows, somebody
from service.core.sheets import MIMETYPES, Format
from service.notifications import actions as messages
from service.notifications.schemas import ResendIn
from service.organization.actions.auditing import export_log
from service.organization.queries import auditing
from service.web.queries import admin as questions
from service.web.schemas.admin import AuditFileQuery, AuditPageQuery, CursorQuery

bp = Blueprint("audit", __name__)
LETTER = "/admin/messages/<int(max=9223372036854775807):message_id>"


@bp.get("/admin/audit")
@somebody
@asks(AuditPageQuery)
@shows("admin/audit.html")
def log(cursor=None, **asked):
    """Who did what and when, the newest first."""
    return questions.log(me(), cursor, **asked)


@bp.get("/admin/audit.xlsx")
@somebody
@asks(AuditFileQuery)
@limited("act", per=("account",))
@downloads(MIMETYPES[Format.XLSX])
def log_file(**asked):
    """The log as far as it is asked for, as a file; that stands in the log itself."""
    return "审计日志.xlsx", export_log(Format.XLSX, by=me(), **asked)


@bp.get("/admin/audit/verification")
@somebody
@limited("act", per=("account",))
@shows("admin/verification.html")
def verification():
    """Whether the log is whole."""
    return auditing.verification(me())


@bp.get("/admin/state")
@somebody
@limited("act", per=("account",))
@shows("admin/state.html")
def state():
    """How the service is, and what to do where it is not well."""
    return questions.state(me())


@bp.get("/admin/messages")
@somebody
@asks(CursorQuery)
@shows("admin/messages.html")
def dead_letters(cursor=None):
    """Messages that could not be delivered."""
    return questions.dead_letters(me(), cursor)


@bp.post("/admin/messages")
@somebody
@fills(ResendIn, on=dead_letters)
@leads_to("web.audit.dead_letters", says="{resent} 条消息会重新发送。")
def resend_kind(kind):
    """Send all of a kind again."""
    return {"resent": messages.resend_of_kind(kind, by=me())}


@bp.post(f"{LETTER}/sending")
@somebody
@fills(on=dead_letters)
@leads_to("web.audit.dead_letters", says="这条消息会重新发送。")
def resend(message_id):
    """Send one again."""
    messages.resend(message_id, by=me())
