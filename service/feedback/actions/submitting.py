"""submit: from a scanned code to the right queue, in one transaction; and routing again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.clock import local
from service.core.database import atomic, execute, next_id
from service.core.errors import Forbidden, Gone, Invalid, invalid
from service.core.keys import blind_indexes
from service.feedback import catalogue, notices, numbers, policy
from service.feedback.actions.queueing import widen_ring_from
from service.feedback.actions.reviewing import settle
from service.feedback.deciding import Routed, decide
from service.feedback.models import KeptBack, Surroundings, Ticket
from service.feedback.routing import Urgency
from service.feedback.workflow import State, Verb
from service.media.actions import attach
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Place, PlaceCode
from service.screening.actions import put

_SPOT = (Place.id, Place.code, Place.name, Place.level, Place.path, catalogue.version().label("catalogue_version"),
         next_id(Ticket.__table__.c.id).label("ticket_id"),
         sa.select(Account.phone).where(Account.id == sa.bindparam("speaker")).scalar_subquery().label("speaker_phone"))
SPOT_OF_CODE = (sa.select(*_SPOT, PlaceCode.id.label("code_id"), PlaceCode.revoked_at)
                .join(PlaceCode, PlaceCode.place_id == Place.id).where(PlaceCode.token == sa.bindparam("token")))
SPOT_OF_PLACE = (sa.select(*_SPOT, sa.null().label("code_id"), sa.null().label("revoked_at"))
                 .where(Place.code == sa.bindparam("code")))


class CodeRevoked(Gone):
    code = "code_revoked"
    detail = "这张码已经停用，请选择所在的地点后再提交，您写的内容没有丢失。"


def _spot(code_token: str | None, place_code: str | None, by: Actor):
    """The place, the catalogue's version, the ticket's id and the speaker's phone in one statement.

    Raises Invalid for an unknown place or code, or one above a community; CodeRevoked for a revoked code.
    """
    if (code_token is None) == (place_code is None):
        raise invalid(place_code="请扫码，或选择一个地点（二者选一）。")
    if code_token is not None:
        row = execute(SPOT_OF_CODE, {"token": code_token, "speaker": by.account_id}).first()
    else:
        row = execute(SPOT_OF_PLACE, {"code": place_code, "speaker": by.account_id}).first()
    if row is None and code_token is not None:
        raise Invalid("没有这张码，请重新扫码或选择所在的地点。", code="code_unknown",
                      fields={"code_token": ["没有这张码。"]})
    if row is None:
        raise Invalid("没有这个地点，请重新选择。", code="place_unknown", fields={"place_code": ["没有这个地点。"]})
    if row.revoked_at is not None:
        raise CodeRevoked(place={"code": row.code, "name": row.name, "level": row.level})
    if row.path.count("/") - 1 <= COMMUNITY_DEPTH:
        raise Invalid("请选到社区（村）或更小的地点。", code="place_too_wide",
                      fields={"place_code": ["请选到社区（村）或更小的地点。"]})
    return row


def areas(path: str) -> dict:
    """The columns of a ticket that say where it lies, from a place's path."""
    ids = [int(part) for part in path.strip("/").split("/")] + [None, None]
    return {"place_path": path, "town_id": ids[1], "community_id": ids[2], "compound_id": ids[3],
            "building_id": ids[4]}


def submit(*, by: Actor, text: str, code_token: str | None = None, place_code: str | None = None,
           category: str | None = None, urgency: Urgency = Urgency.ORDINARY, photos: list[str] | None = None,
           coordinates: dict | None = None, address: str | None = None, contact_phone: str | None = None,
           anonymous: bool = False, on_behalf_of: dict | None = None, public: bool = False, source: str = "app",
           external_id: str | None = None) -> Ticket:
    """Submit a matter at a place; it is routed at once. Returns the ticket, which with `public` is shown to everybody
    once it was looked at.

    Raises Invalid (fields), CodeRevoked, Forbidden when speaking for another without a grant.
    """
    if on_behalf_of and not policy.may_submit_for_others(by):
        raise Forbidden("代他人反映需要社区授权。", code="on_behalf_needs_grant")
    with atomic():
        spot = _spot(code_token, place_code, by)
        shelf = catalogue.shelf(spot.catalogue_version)
        if category and not shelf.offers(category):
            raise invalid(category="没有这个类别。")
        moment = clock.now()
        routed = decide(shelf, text=text, place_path=spot.path, category=category, urgency=urgency, source=source,
                        at=moment)
        ticket = _new(spot, routed, moment, public, text=text, urgency=urgency, coordinates=coordinates,
                      address=address, anonymous=anonymous, source=source, external_id=external_id,
                      photo_count=len(photos or ()), **_person(by, on_behalf_of, contact_phone))
        ticket.advance(Verb.SUBMIT, by=by, role="submitter" if on_behalf_of else "reporter", to=ticket.state)
        _hang_on(ticket, photos or [], by)
        notices.submitted(ticket)
    speaker = (None, None) if on_behalf_of else (by.display_name, spot.speaker_phone)
    ticket.surroundings = Surroundings(spot.code, spot.name, spot.level, *speaker)
    return ticket


def _hang_on(ticket: Ticket, photos: list[str], by: Actor) -> None:
    """Its pictures; and what everybody would see of it is put up for a check, which nothing waits for."""
    if photos:
        attach(photos, owner_id=by.account_id, to="ticket", attached_id=ticket.id)
    if ticket.awaits_publicity:
        put("ticket", ticket.id, account_id=by.account_id, photos=photos)


def _person(by: Actor, on_behalf_of: dict | None, contact_phone: str | None) -> dict:
    """Whose matter it is: the one who is signed in, or an elder who is known by name and perhaps by phone."""
    phone = (on_behalf_of or {}).get("phone") or contact_phone
    return {"reporter_id": None if on_behalf_of else by.account_id, "submitted_by_id": by.account_id,
            "on_behalf": bool(on_behalf_of), "contact_name": (on_behalf_of or {}).get("name"),
            "contact_phone": phone, "contact_phone_index": blind_indexes(phone, "phone")[0] if phone else None}


def _new(spot, routed: Routed, moment: datetime, public: bool, **facts) -> Ticket:
    decision, level = routed.decision, routed.level
    ticket = Ticket(
        id=spot.ticket_id, number=numbers.compose(spot.code[:6], local(moment).date(), spot.ticket_id),
        state=State.REVIEWING if decision.needs_review else State.QUEUED, outcome=None, queue=decision.queue,
        version=1, category=routed.category, needs_enforcement=routed.needs_enforcement,
        safeguard=decision.safeguard, review_level=decision.review_level, place_id=spot.id,
        place_code_id=spot.code_id, route=routed.explanation, service_level=level.code, clock=level.clock,
        fallback=decision.fallback, created_at=moment, answer_since=moment, queued_at=moment, claim_by=routed.claim_by,
        respond_by=routed.claim_by, answer_by=routed.answer_by, support_count=0, claim_warned=0, answer_warned=0,
        is_public=False, **areas(spot.path), **facts)
    widen_ring_from(ticket, moment)
    settle(ticket)
    ticket.kept_back = KeptBack.CHECKING if public and not ticket.review_level else None
    return ticket

