"""One's messages."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, shows, somebody
from service.notifications import actions
from service.web.actions.inbox import open_message
from service.web.queries import inbox as questions
from service.web.schemas.me import LastIn
from service.web.schemas.tickets import InboxPageQuery

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
@somebody
@asks(InboxPageQuery)
@shows("inbox/inbox.html")
def inbox(unread, cursor):
    """My messages, the newest first."""
    return questions.inbox(me(), unread=unread, cursor=cursor)


@bp.post("/inbox/<int(max=9223372036854775807):message_id>/read")
@somebody
@fills(on=inbox)
@leads_to("web.inbox.inbox")
def read(message_id):
    """Open a message: it is read, and leads to its ticket."""
    return open_message(message_id, by=me())


@bp.post("/inbox/read")
@somebody
@fills(LastIn, on=inbox)
@leads_to("web.inbox.inbox")
def read_all(last):
    """Mark all messages up to the last one that was shown as read."""
    actions.read_all(last, by=me())
