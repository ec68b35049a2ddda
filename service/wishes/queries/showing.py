"""How a wish is shown: the same facts, more or fewer of them, according to who looks."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.text import mask_name, mask_phone
from service.media.queries import links_of
from service.organization.actors import Actor
from service.screening.office_holders import named_near
from service.screening.queries import beside_its_proposal
from service.wishes.models import Taking, Wish, WishStep
from service.wishes.policy import wishes as policy
from service.wishes.queries import opening
from service.wishes.workflow import HELD, STATE_NAMES, WishState

RESIDENT_ROLES = ("wisher", "submitter")


def seen_by(wish_id: int, by: Actor) -> dict:
    """The wish as he may see it. Raises NotFound."""
    return _detail(opening.shown(wish_id, by), by)


def after(wish: Wish, by: Actor) -> dict:
    """The wish as he may see it, after something he did with it."""
    return _detail(opening.after(wish.id, by), by)


def _detail(row: sa.Row, by: Actor) -> dict:
    """Whole, or as an open offer: the text and the place, but nobody's name, phone or door."""
    wish, full = row.Wish, bool(row.full)
    return {
        "id": wish.id, "state": wish.state, "state_name": STATE_NAMES[wish.state],
        "text": wish.text if full else wish.public_text, "public_text": wish.public_text,
        "place": {"code": row.code, "name": row.name, "level": row.level},
        "wanted_by": wish.wanted_by and wish.wanted_by.isoformat(),
        "photos": links_of("wish", wish.id) if wish.photo_count else [],
        "on_behalf": wish.on_behalf, "wisher": _wisher(row, by),
        "holder": row.holder_name if full else None,
        "result": _result(wish) if full and wish.state in HELD else None,
        "other_channel": wish.other_channel, "created_at": iso(wish.created_at), "version": wish.version,
        "timeline": _timeline(wish.id) if full else [], "permitted": policy.permitted(by, wish),
        "to_review": _to_review(wish) if policy.may_review(by, wish) and wish.state is WishState.REVIEWING else None,
    }


def _to_review(wish: Wish) -> dict:
    """The text beside what is proposed for those it will be offered to, for the worker who looks at it."""
    return beside_its_proposal(wish.text, named_near([wish.place_path]))


def _wisher(row: sa.Row, by: Actor) -> dict | None:
    wish = row.Wish
    if not policy.may_see_person(by, wish):
        return None
    return {"name": mask_name(wish.contact_name or row.wisher_name),
            "phone": mask_phone(wish.contact_phone or row.wisher_phone)}


def _result(wish: Wish) -> dict | None:
    taking = opening.taking_of(wish)
    if taking is None or taking.done_at is None:
        return None
    return {"text": taking.text, "minutes": taking.minutes, "done_at": iso(taking.done_at),
            "photos": links_of("wish_done", taking.id)}


def _timeline(wish_id: int) -> list[dict]:
    rows = db.session.execute(
        sa.select(WishStep, Account.display_name).outerjoin(Account, WishStep.actor_id == Account.id)
        .where(WishStep.wish_id == wish_id).order_by(WishStep.id))
    return [{"verb": step.verb, "at": iso(step.at), "role": step.role,
             "actor": None if step.role in RESIDENT_ROLES else name,
             "from": step.from_state, "to": step.to_state, "text": step.text} for step, name in rows]


def photos_visible_to(by: Actor | None) -> dict[str, sa.Select]:
    """Per kind of thing a picture hangs on, the ids of those he may see: the wish's own predicate decides."""
    if by is None:
        return {}
    wishes, whole = sa.select(Wish.id).where(policy.visible_to(by)), sa.select(Wish.id).where(policy.in_full_to(by))
    return {"wish": wishes, "wish_done": sa.select(Taking.id).where(Taking.wish_id.in_(whole))}
