"""confirm, reveal: somebody else than the taker says whether a wish came true; a contact for who needs it."""

from __future__ import annotations

from service.core import audit
from service.core.database import atomic
from service.core.errors import invalid
from service.core.opening import Seen, refuse_in_order
from service.organization.actors import Actor
from service.wishes import notices
from service.wishes.actions.taking import end_taking
from service.wishes.events import service_confirmed
from service.wishes.models import Taking, Wish
from service.wishes.policy import wishes as policy
from service.wishes.queries import opening
from service.wishes.workflow import WishVerb

SERVICE_TITLE = "实现一个居民微心愿"
"""What a service record says: a certificate is read by others, so nothing of the wish itself stands in it."""


def confirm(wish_id: int, *, by: Actor, fulfilled: bool, reason: str | None = None,
            seen: int | None = None) -> Wish:
    """The wisher, or the community for him, says whether it came true; "no", with a reason, opens it again.

    Announces `service_confirmed`. Raises what `opening.for_verb` raises, Invalid for a "no" without a reason.
    """
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.CONFIRM, by=by, seen=seen)  # a "no" is his who could say "yes"
        if not fulfilled and reason is None:
            raise invalid(reason="请说明哪里没有实现。")
        role = "wisher" if policy.is_wisher(by, wish) else "worker"
        taking = opening.taking_of(wish)
        (_come_true if fulfilled else _not_yet)(wish, taking, by, role, reason)
    return wish


def _come_true(wish: Wish, taking: Taking, by: Actor, role: str, reason: str | None) -> None:
    wish.confirmed_by_id = by.account_id
    end_taking(wish, "confirmed")
    wish.advance(WishVerb.CONFIRM, by=by, role=role, text=reason)
    notices.confirmed(wish, by.account_id)
    service_confirmed.send(wish, account_id=taking.holder_id, place=wish.place, title=SERVICE_TITLE,
                           minutes=taking.minutes, at=taking.done_at, kind="wish", ref=f"wish:{wish.id}")


def _not_yet(wish: Wish, taking: Taking, by: Actor, role: str, reason: str | None) -> None:
    wish.holder_id = wish.done_at = wish.asked_at = None
    end_taking(wish, "not_fulfilled")
    wish.advance(WishVerb.REOPEN, by=by, role=role, text=reason)
    notices.not_fulfilled(wish, taking.holder_id)


def reveal(wish_id: int, *, by: Actor, reason: str, seen: Seen = None) -> dict:
    """`{name, phone, address, hardship}` for the present holder or the community's workers; audited.

    Raises NotFound, Stale, Forbidden.
    """
    with atomic():
        row = opening.shown(wish_id, by)
        wish = row.Wish
        refuse_in_order(wish, seen=seen, may=policy.may_reveal(by, wish))
        audit.record("reveal", by=by, subject=f"wish:{wish.id}", words={"reason": reason})
        return {"name": wish.contact_name or row.wisher_name, "phone": wish.contact_phone or row.wisher_phone,
                "address": wish.address, "hardship": wish.hardship}
