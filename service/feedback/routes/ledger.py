"""The ledger (台账) of the tickets one oversees: as pages, as a file, and with contacts where one may reveal them."""

from flask_smorest import Blueprint

from service.core.http import exported, filed, gives, limited, me, signed_in, takes
from service.core.sheets import MOST_ROWS
from service.feedback.actions import revealing
from service.feedback.queries import ledger as queries
from service.feedback.schemas import ledger as shapes

bp = Blueprint("ledger", __name__, url_prefix="/api/v1", description="台账：所管地点的诉求，可导出表格")
ROWS_AT_ONCE = 500


@bp.get("/tickets/ledger")
@signed_in
@takes(shapes.LedgerQuery, location="query")
@exported("ledger", *shapes.COLUMNS, most=MOST_ROWS, at_once=ROWS_AT_ONCE)
@gives(shapes.LedgerRowOut, many=True)
def list_ledger(limit, cursor, **wanted):
    """The tickets one oversees, as in the list `view=place`, with what clerks write down of each."""
    return queries.rows(me(), limit=limit, cursor=cursor, **wanted)


@bp.post("/tickets/ledger/contacts")
@signed_in
@takes(shapes.LedgerContactsIn)
@limited("person", per=("account",))
@filed("ledger-contacts", *shapes.WITH_CONTACTS)
def ledger_with_contacts(reason, **wanted):
    """The same as a file, with the contact of each ticket of one's own community that may be revealed; each of these
    is revealed, with the reason. Only for workers, at most 1,000 tickets, and never a contact that is anonymous."""
    return revealing.reveal_listed(by=me(), reason=reason, **wanted)
