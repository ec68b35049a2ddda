"""reveal: a person's contact, only for who needs it now, with a reason, and on the record."""

from __future__ import annotations

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, Invalid
from service.core.opening import Seen, check_version
from service.feedback import policy
from service.feedback.queries import ledger, opening
from service.organization.actors import Actor

MOST_CONTACTS = 1000
NO_CONTACT = dict.fromkeys(("contact_name", "contact_phone", "contact_address"))


def reveal(number: str, *, by: Actor, reason: str, seen: Seen = None) -> dict:
    """`{name, phone, address}` for the present holder or the community's workers; audited.

    Raises UnknownTicket, Stale, Forbidden, with code `reporter_anonymous` when the reporter wishes to stay unknown to
    handlers.
    """
    with atomic():
        ticket, full = opening.read(number, by)
        check_version(ticket, seen)
        if not full:
            raise Forbidden()
        if ticket.anonymous and (policy.may_handle(by, ticket) or policy.works_at(by, ticket)):
            raise Forbidden("反映人选择了对承办人匿名。", code="reporter_anonymous")
        if not policy.may_reveal(by, ticket):
            raise Forbidden()
        audit.record("reveal", by=by, subject=ticket.number, words={"reason": reason})
        around = ticket.surroundings
        return {"name": ticket.contact_name or around.reporter_name,
                "phone": ticket.contact_phone or around.reporter_phone, "address": ticket.address}


def reveal_listed(*, by: Actor, reason: str, **asked) -> list[dict]:
    """The rows of his ledger, each with the contact where he may reveal it; every one of these is a reveal of its own
    in the audit log, written before anything is told.

    Raises Forbidden for who is no worker of a community, Invalid `too_many_contacts` for more than a thousand rows.
    """
    if not policy.may_list_contacts(by):
        raise Forbidden("联系方式只给社区工作人员导出。")
    with atomic():
        page = ledger.rows(by, limit=MOST_CONTACTS, **asked)
        if page.next:
            raise Invalid(f"带联系方式一次最多导出 {MOST_CONTACTS} 件，请缩小范围。", code="too_many_contacts",
                          fields={})
        known = ledger.contacts(by, [row["number"] for row in page.items])
        for number in sorted(known):
            audit.record("reveal", by=by, subject=number, words={"reason": reason})
        return [row | known.get(row["number"], NO_CONTACT) for row in page.items]
