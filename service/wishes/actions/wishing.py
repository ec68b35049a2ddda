"""submit, approve, decline, withdraw: a wish before and beside those who take it on."""

from __future__ import annotations

from datetime import date, timedelta

from service.core import clock
from service.core.clock import local
from service.core.database import atomic
from service.core.errors import Forbidden, invalid
from service.core.keys import blind_indexes
from service.media.actions import attach
from service.organization.actors import Actor
from service.screening.actions import for_everybody
from service.wishes import notices
from service.wishes.actions.taking import end_taking
from service.wishes.limits import DAYS_AHEAD
from service.wishes.models import Wish
from service.wishes.policy import wishes as policy
from service.wishes.queries import opening
from service.wishes.queries.spots import areas, spot
from service.wishes.workflow import WishVerb


def submit(*, by: Actor, text: str, code_token: str | None = None, place_code: str | None = None,
           wanted_by: date | None = None, photos: list[str] | None = None, address: str | None = None,
           contact_phone: str | None = None, hardship: str | None = None,
           on_behalf_of: dict | None = None) -> Wish:
    """Write a small need down at a place; a worker looks at it before members see it.

    `on_behalf_of` is `{name, phone?, consent: True}`. Raises Invalid (fields), Gone, Forbidden
    `on_behalf_needs_grant`.
    """
    if on_behalf_of and not policy.may_wish_for_others(by):
        raise Forbidden("代他人提出微心愿需要社区授权。", code="on_behalf_needs_grant")
    if on_behalf_of and on_behalf_of.get("consent") is not True:
        raise invalid(on_behalf_of="请先征得本人同意。")
    _check_day(wanted_by)
    place, phone = spot(code_token, place_code), (on_behalf_of or {}).get("phone") or contact_phone
    with atomic():
        wish = Wish(text=text, wanted_by=wanted_by, photo_count=len(photos or ()), submitted_by_id=by.account_id,
                    wisher_id=None if on_behalf_of else by.account_id, on_behalf=bool(on_behalf_of),
                    consent_noted=bool(on_behalf_of), contact_name=(on_behalf_of or {}).get("name"),
                    contact_phone=phone, contact_phone_index=blind_indexes(phone, "phone")[0] if phone else None,
                    address=address, hardship=hardship, created_at=clock.now(), **areas(place))
        wish.advance(WishVerb.SUBMIT, by=by, role="submitter" if on_behalf_of else "wisher")
        if photos:
            attach(photos, owner_id=by.account_id, to="wish", attached_id=wish.id)
        notices.submitted(wish)
    return wish


def _check_day(wanted_by: date | None) -> None:
    today = local(clock.now()).date()
    if wanted_by and not today <= wanted_by <= today + timedelta(days=DAYS_AHEAD):
        raise invalid(wanted_by="请选今天起一年以内的日期。")


def approve(wish_id: int, *, by: Actor, text: str | None = None, seen: int | None = None) -> Wish:
    """A worker has looked at it: offered to the members of the community, as `text` or as proposed without persons.

    Raises Invalid for a text that adds words or leaves a person in (see `screening.actions.for_everybody`).
    """
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.APPROVE, by=by, seen=seen)
        wish.public_text = for_everybody(wish.text, text, path=wish.place_path)
        wish.advance(WishVerb.APPROVE, by=by, role="worker")
        notices.approved(wish)
    return wish


def decline(wish_id: int, *, by: Actor, reason: str, other_channel: str, seen: int | None = None) -> Wish:
    """Not to be offered: why, and what else the wisher can do."""
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.DECLINE, by=by, seen=seen)
        wish.other_channel = other_channel
        wish.advance(WishVerb.DECLINE, by=by, role="worker", text=reason)
        notices.declined(wish, reason)
    return wish


def withdraw(wish_id: int, *, by: Actor, reason: str | None = None, seen: int | None = None) -> Wish:
    """The wisher needs it no longer; who has it in hand hears."""
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.WITHDRAW, by=by, seen=seen)
        take_away(wish, by=by, role="wisher" if policy.is_wisher(by, wish) else "submitter", text=reason)
    return wish


def take_away(wish: Wish, *, by: Actor | None, role: str, text: str | None) -> None:
    """Withdraw a locked wish, out of the hands of whoever holds it."""
    holder_id, wish.holder_id = wish.holder_id, None
    end_taking(wish, "withdrawn")
    wish.advance(WishVerb.WITHDRAW, by=by, role=role, text=text)
    notices.withdrawn(wish, holder_id)
