"""How a letter about a ticket is written and to whom it goes.

WeChat shows 19 characters of a body: what matters most, mostly until when, stands first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from service.core.clock import local
from service.feedback.models import Ticket
from service.feedback.queries import people
from service.feedback.routing import Queue, ReviewLevel, Urgency
from service.notifications.outbox import Letter

LEVELS = {ReviewLevel.TOWN: "镇街", ReviewLevel.DISTRICT: "区里"}
QUEUE_NAMES = {Queue.COMMUNITY: "社区工作人员", Queue.PARTY_MEMBER: "报到党员", Queue.PUBLIC: "热心群众和志愿者"}


def when(moment: datetime) -> str:
    """`11月22日 15:01`, local."""
    here = local(moment)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def tell(ticket: Ticket, accounts: Iterable[int | None], kind: str, title: str, body: str, *,
         number: str | None = None, occasion: object = None) -> list[Letter]:
    """A letter to each of these people about a ticket, under the number it has for them."""
    number, occasion = number or ticket.number, occasion or ticket.version
    return [Letter(account_id=account, kind=kind, title=title, body=f"{body}（编号 {number}）", subject=number,
                   dedupe_key=f"{ticket.number}/{occasion}/{kind}/{account}", place_id=_known_at(ticket),
                   urgent=is_emergency(ticket))
            for account in dict.fromkeys(account for account in accounts if account)]


def _known_at(ticket: Ticket) -> int:
    """The place whose desk hears when a letter does not arrive: of what is sealed, that of its reviewers."""
    where = {None: ticket.community_id, ReviewLevel.TOWN: ticket.town_id}
    return where.get(ticket.review_level) or int(ticket.place_path.split("/")[1])


def is_emergency(ticket: Ticket) -> bool:
    """Whether it rings at night too."""
    return ticket.urgency == Urgency.EMERGENCY or ticket.service_level == "emergency"


def speakers(ticket: Ticket) -> list[int | None]:
    """Whose matter it is, and who spoke for him."""
    return [ticket.reporter_id, ticket.submitted_by_id]


def together(ticket: Ticket) -> list[Ticket]:
    """This one and every ticket merged into it."""
    return [ticket, *people.merged_into(ticket)]


def speaking(matters: list[Ticket], kind: str, title: str, body: str) -> list[Letter]:
    """What is told to the reporter of each, and who spoke for him."""
    return [letter for one in matters
            for letter in tell(matters[0], speakers(one), kind, title, body, number=one.number)]


def supporting(matters: list[Ticket], kind: str, title: str, body: str, occasion: object = None) -> list[Letter]:
    """What is told to who said "me too" to one of them and speaks for none.

    Nothing that was told to a reporter goes this way: who supports may be a stranger to him.
    """
    told, letters = {account for one in matters for account in speakers(one)}, []
    for one in matters:
        accounts = [account for account in people.supporters_of(one) if account not in told]
        letters += tell(matters[0], accounts, kind, title, body, number=one.number, occasion=occasion)
    return letters
