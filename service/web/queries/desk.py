"""The desk of whoever takes matters on: what waits for him, what he holds, what there is at his places."""

from __future__ import annotations

from flask import current_app, url_for

from service.core.errors import Forbidden
from service.core.http import Page
from service.feedback import policy
from service.feedback.queries import catalogue, lists
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.actors import Actor
from service.organization.models import Role
from service.organization.queries import places

PAGE, IN_HAND = 20, 50


def waiting(by: Actor, queue: Queue | None = None, q: str | None = None, cursor: str | None = None) -> dict:
    """His queues with their counts, and what waits in them for him, the soonest limit first."""
    return _located(_waiting(by, queue, q, cursor))


def _waiting(by: Actor, queue: Queue | None, q: str | None, cursor: str | None) -> dict:
    return {"queues": lists.queues(by), "chosen": queue, "q": q, "cursor": cursor,
            "page": lists.tickets(by, view="queue", queue=queue, q=q, limit=PAGE, cursor=cursor)}


def _located(found: dict, *further: dict) -> dict:
    """With `where`: each place of the page and of further matters written out, since `1号楼` is in every compound."""
    items = [*found["page"].items, *further]
    return found | {"where": places.written_out(item["place"]["code"] for item in items) if items else {}}


def desk(by: Actor, queue: Queue | None = None, q: str | None = None, cursor: str | None = None) -> dict:
    """What waits for him, what he holds, what a worker has to look at before it may wait, and the objections a
    supervisor may decide."""
    held, to_review, objections = _held(by), _to_review(by), _objections(by)
    return _located(_waiting(by, queue, q, cursor), *held["now"], *held["later"], *to_review.items,
                    *objections.items) | {"held": held, "to_review": to_review, "objections": objections}


def _held(by: Actor) -> dict:
    """`{now, later, more}`: what he has to work on, and what waits for somebody else's word."""
    page = lists.tickets(by, view="holding", limit=IN_HAND)
    now = [item for item in page.items if item["state"] == State.CLAIMED]
    return {"now": now, "later": [item for item in page.items if item not in now], "more": page.next}


def _to_review(by: Actor) -> Page:
    """Matters that somebody has to look at before they may wait in a queue; for workers."""
    if not by.held(Role.COMMUNITY_WORKER):
        return Page([])
    return lists.tickets(by, view="place", state=State.REVIEWING, limit=PAGE)


def _objections(by: Actor) -> Page:
    """Matters whose refusal or ending was objected to and which he may decide."""
    if not by.held(*policy.SUPERVISORS):
        return Page([])
    return lists.tickets(by, view="objections", limit=PAGE)


def holding(by: Actor, cursor: str | None) -> dict:
    """All that is in his hands, the soonest limit first."""
    return _located({"page": lists.tickets(by, view="holding", limit=PAGE, cursor=cursor)})


def place(by: Actor, **asked) -> dict:
    """What there is at his places, the newest first, as far as it is asked for. Raises Forbidden, NotFound."""
    grants = by.held(*policy.READERS)
    if not grants:
        raise Forbidden("这一页给社区和督办人员看。")
    page = lists.tickets(by, view="place", limit=PAGE, **asked)
    known = {grant.code: grant.name for grant in grants}
    known |= {each["code"]: each["name"] for each in places.directly_below(grant.place_id for grant in grants)}
    if asked["place"] and asked["place"] not in known:
        known[asked["place"]] = places.place(asked["place"]).name
    filters = {name: _as_asked(value) for name, value in asked.items() if value is not None and name != "cursor"}
    return _located({"page": page}) | {"asked": asked, "filters": filters, "places": list(known.items()),
            "categories": named_categories(), "ledger": _ledger(filters)}


def _as_asked(value: object) -> str:
    """As it stands in an address."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else str(value)


def _ledger(filters: dict[str, str]) -> str | None:
    """Where the same list is had as a file, once that page is there."""
    if "web.figures.ledger" not in current_app.view_functions:
        return None
    return url_for("web.figures.ledger", **filters)


def named_categories() -> list[tuple[str, str]]:
    """(code, name with that of its parent) of every category, in order."""
    found = catalogue.categories()
    names = {each["code"]: each["name"] for each in found}
    return [(each["code"], f"{names[each['parent_code']]}：{each['name']}" if each["parent_code"] in names
             else each["name"]) for each in found]
