"""The ledger (台账): the list of tickets one oversees, each with all that clerks write down of it.

It is the list itself, page by page, and what the list leaves out is read for one page at a time; so it holds what the
list holds, in its order, and takes no more memory for a million rows. What a resident answered in a rating is left out.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.accounts.models import Account
from service.core.database import db, execute
from service.core.errors import Forbidden
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Answer, Forwarding, Ticket
from service.feedback.queries import lists
from service.feedback.queries.forwarding import name_of
from service.organization.actors import Actor
from service.organization.models import Place

Primary = aliased(Ticket)
AROUND = {"town": Ticket.town_id, "community": Ticket.community_id, "compound": Ticket.compound_id,
          "building": Ticket.building_id}
OF_THE_LIST = ("number", "created_at", "category", "queue", "state", "outcome", "urgency", "holder", "claim_by",
               "answer_by", "overdue", "supervised", "support_count")
OF_THE_TICKET = (Ticket.id, Ticket.number, Ticket.text, Ticket.respond_by, Ticket.responded_at, Ticket.closed_at,
                 Ticket.reopened, Primary.number.label("merged_into"))
PERSONAL = (Ticket.anonymous, Ticket.review_level, Ticket.text, Ticket.state, Ticket.queue, Ticket.place_path,
            Ticket.community_id, Ticket.reporter_id, Ticket.holder_id, Ticket.contact_name, Ticket.contact_phone,
            Ticket.address, Account.display_name.label("reporter_name"), Account.phone.label("reporter_phone"))
"""What policy asks of a ticket before a contact is shown, and the contact."""


def rows(by: Actor, *, limit: int, cursor: str | None = None, **asked) -> Page:
    """A page of the ledger, in the order of the list with the same questions. Raises Forbidden for who oversees
    nothing, NotFound for an unknown place."""
    if not by.held(*policy.READERS):
        raise Forbidden("台账给社区和督办人员导出。")
    page = lists.tickets(by, view="place", limit=limit, cursor=cursor, **asked)
    more = _more([item["number"] for item in page.items], OF_THE_TICKET)
    return Page([_row(item, more[item["number"]]) for item in page.items], page.next)


def contacts(by: Actor, numbers: list[str]) -> dict[str, dict]:
    """`{number: {contact_name, contact_phone, contact_address}}` of those tickets whose contact he may reveal. Who
    calls this writes it into the audit log."""
    found = execute(sa.select(Ticket.number, *PERSONAL).outerjoin(Account, Account.id == Ticket.reporter_id)
                    .where(Ticket.number.in_(numbers))).all()
    return {row.number: {"contact_name": row.contact_name or row.reporter_name,
                         "contact_phone": row.contact_phone or row.reporter_phone, "contact_address": row.address}
            for row in found if policy.may_reveal(by, row)}


def _more(numbers: list[str], columns: tuple) -> dict[str, dict]:
    """What the list does not tell of its tickets, by number, in three statements however many they are."""
    if not numbers:
        return {}
    places = {name: aliased(Place) for name in AROUND}
    question = sa.select(*columns, *(place.name.label(name) for name, place in places.items())).outerjoin(
        Primary, Primary.id == Ticket.merged_into_id).where(Ticket.number.in_(numbers))
    for name, place in places.items():
        question = question.outerjoin(place, place.id == AROUND[name])
    found = [dict(row._mapping) for row in execute(question)]
    ids = [row["id"] for row in found]
    answers, outside = _last(Answer, ids), _last(Forwarding, ids)
    return {row.pop("number"): row | _answer(answers.get(row["id"])) | _outside(outside.get(row["id"]))
            for row in found}


def _last(model, ids: list[int]) -> dict[int, sa.Row]:
    """The latest of each ticket's answers or forwardings."""
    newest = sa.select(sa.func.max(model.id)).where(model.ticket_id.in_(ids)).group_by(model.ticket_id)
    return {row.ticket_id: row for row in db.session.execute(sa.select(model.__table__).where(model.id.in_(newest)))}


def _answer(answer: sa.Row | None) -> dict:
    return {"answered_at": answer and answer.at, "answer": answer and answer.text}


def _outside(forwarding: sa.Row | None) -> dict:
    return {"external_system": forwarding and name_of(forwarding.external_system),
            "external_id": forwarding and forwarding.external_id}


def _row(item: dict, more: dict) -> dict:
    del more["id"]
    told = {name: item[name] for name in OF_THE_LIST} | more
    return told | {"category": item["category"] and item["category"]["name"],
                   "answered_late": _is_late(more["answered_at"], item["answer_by"])}


def _is_late(answered_at: datetime | None, answer_by: datetime) -> bool | None:
    return None if answered_at is None else answered_at > answer_by
