"""reveal: a person's contact, only for who needs it now, with a reason, and on the record."""

from __future__ import annotations

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden
from service.feedback import policy
from service.feedback.queries import opening
from service.organization.actors import Actor


def reveal(number: str, *, by: Actor, reason: str) -> dict:
    """`{name, phone, address}` for the present holder or the community's workers; audited.

    Raises Forbidden, with code `reporter_anonymous` when the reporter wishes to stay unknown to handlers.
    """
    with atomic():
        ticket, full = opening.read(number, by)
        if not full:
            raise Forbidden()
        if ticket.anonymous and (policy.may_handle(by, ticket) or policy.works_at(by, ticket)):
            raise Forbidden("反映人选择了对承办人匿名。", code="reporter_anonymous")
        if not policy.may_reveal(by, ticket):
            raise Forbidden()
        audit.record("reveal", by=by, subject=ticket.number, reason=reason)
        around = ticket.surroundings
        return {"name": ticket.contact_name or around.reporter_name,
                "phone": ticket.contact_phone or around.reporter_phone, "address": ticket.address}
