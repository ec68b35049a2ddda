"""What a draft says was done: its items, and its opinions as long as they have not become tickets."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import clock, personal
from service.core.database import db
from service.core.errors import Invalid, WrongMoment
from service.courtyard.models.logs import ActivityItem, ActivityLog, ItemKind, Opinion
from service.courtyard.policy import logs as policy
from service.courtyard.queries import logs as queries
from service.feedback.models import Ticket
from service.feedback.routing import Urgency
from service.organization.actors import Actor
from service.organization.models import Place


class OpinionRaised(WrongMoment):
    code, title = "opinion_raised", "Opinion is a ticket already"
    detail = "这条意见已经转成诉求，不能删除或改写；要补充请另写一条。"


def wrong(position: int, client_id: str, reason: str) -> Invalid:
    """The refusal of one item, by its place in the list and by its id."""
    return Invalid(f"第 {position + 1} 项：{reason}", fields={"items": [f"第 {position + 1} 项：{reason}"]},
                   item=client_id)


def write(log: ActivityLog, items: list[dict], *, by: Actor) -> None:
    """Replace the items and the opinions of a log by these; those that are tickets must be there as they were.

    Raises Invalid naming the item, OpinionRaised.
    """
    before = {opinion.client_id: opinion for opinion in queries.opinions_of(log.id)}
    places, unseen = _places(log, items), _unseen(log, by)
    for model, loose in ((ActivityItem, sa.true()), (Opinion, Opinion.ticket_id.is_(None))):
        db.session.execute(sa.delete(model).where(model.log_id == log.id, loose)
                           .execution_options(synchronize_session=False))
    rows, opinions, kept = [], [], set()
    for position, item in enumerate(items):
        if item["kind"] is not ItemKind.OPINION_COLLECTION:
            rows.append(_item(log, position, item, by) | unseen.get((item["client_id"], item["kind"]), {}))
            continue
        opinion, old = _opinion(log, position, item, places, by), before.get(item["client_id"])
        if old is not None and old.ticket_id is not None:
            _check_unchanged(old, opinion)
            kept.add(old.client_id)
            db.session.execute(sa.update(Opinion).where(Opinion.id == old.id).values(position=position))
        else:
            opinions.append(_with_first_note(opinion, old))
    _check_all_kept(before, kept)
    for model, new in ((ActivityItem, rows), (Opinion, opinions)):
        if new:
            db.session.execute(sa.insert(model), new)


def _unseen(log: ActivityLog, by: Actor) -> dict[tuple, dict]:
    """The cases and candidates that items name and this person is not shown, by the item's id and kind: who takes a
    draft over cannot send them back, so they stay."""
    hidden = sa.or_(sa.and_(ActivityItem.mediation_id.is_not(None), ~policy.mediates(by, ActivityItem.mediation_id)),
                    sa.and_(ActivityItem.candidate_id.is_not(None), ~policy.knows(by, ActivityItem.candidate_id)))
    rows = db.session.scalars(sa.select(ActivityItem).where(ActivityItem.log_id == log.id, hidden))
    return {(row.client_id, row.kind): {"mediation_id": row.mediation_id, "candidate_id": row.candidate_id}
            for row in rows}


def _places(log: ActivityLog, items: list[dict]) -> dict[str | None, int]:
    """Ids of the places opinions name, by code; none named is the group's own. Raises Invalid for one outside."""
    codes = {item["place_code"] for item in items if item.get("place_code")}
    rows = db.session.execute(sa.select(Place.code, Place.id).where(
        Place.code.in_(codes), Place.path.startswith(log.place_path, autoescape=True))) if codes else ()
    found = {None: log.place_id} | dict(row for row in rows)
    for position, item in enumerate(items):
        if item.get("place_code") not in found:
            raise wrong(position, item["client_id"], "这个地点不在本院落。")
    return found


def _item(log: ActivityLog, position: int, item: dict, by: Actor) -> dict:
    mediation_id, candidate_id = item.get("mediation_id"), item.get("candidate_id")
    if mediation_id is not None and not db.session.scalar(sa.select(policy.mediates(by, mediation_id))):
        raise wrong(position, item["client_id"], "没有这件调解，或您不是它的调解员。")
    if candidate_id is not None and not db.session.scalar(sa.select(policy.knows(by, candidate_id))):
        raise wrong(position, item["client_id"], "没有这名发展对象，或您不能查看。")
    return {"log_id": log.id, "client_id": item["client_id"], "position": position, "kind": item["kind"],
            "text": item.get("text"), "title": item.get("title"), "source": item.get("source"),
            "mediation_id": mediation_id, "candidate_id": candidate_id}


def _opinion(log: ActivityLog, position: int, item: dict, places: dict, by: Actor) -> dict:
    consent = item.get("consent", False)
    return {"log_id": log.id, "group_id": log.group_id, "client_id": item["client_id"], "position": position,
            "text": item.get("text"), "category": item.get("category"),
            "urgency": item.get("urgency", Urgency.ORDINARY), "place_id": places[item.get("place_code")],
            "to_raise": item.get("raise", True), "consent": consent,
            "consent_noted_by_id": by.account_id if consent else None,
            "consent_noted_at": clock.now() if consent else None,
            "person_name": item.get("person_name"), "person_phone": item.get("person_phone")}


def _with_first_note(opinion: dict, old: Opinion | None) -> dict:
    """Who noted the consent, and when, stays what it was when the draft is saved again."""
    if old is None or not (old.consent and opinion["consent"]):
        return opinion
    return opinion | {"consent_noted_by_id": old.consent_noted_by_id, "consent_noted_at": old.consent_noted_at}


def _check_unchanged(old: Opinion, new: dict) -> None:
    """Raises OpinionRaised for another text, place or person; the person is compared with the ticket's."""
    ticket = db.session.get(Ticket, old.ticket_id)
    same = all(getattr(old, name) == new[name]
               for name in ("text", "category", "urgency", "place_id", "to_raise", "consent"))
    person = all(new[mine] in (None, theirs) for mine, theirs in (("person_name", ticket.contact_name),
                                                                  ("person_phone", ticket.contact_phone)))
    if not (same and person):
        raise OpinionRaised(item=old.client_id, number=ticket.number)


def _check_all_kept(before: dict[str, Opinion], kept: set[str]) -> None:
    for opinion in before.values():
        if opinion.ticket_id is not None and opinion.client_id not in kept:
            number = db.session.scalar(sa.select(Ticket.number).where(Ticket.id == opinion.ticket_id))
            raise OpinionRaised(item=opinion.client_id, number=number)


def empty(subjects: Sequence[str]) -> None:
    """What was said on a day of a candidate or of a dispute goes with their words."""
    for kind, column in (("candidate", ActivityItem.candidate_id), ("mediation", ActivityItem.mediation_id)):
        ids = [int(subject.partition(":")[2]) for subject in subjects if subject.startswith(f"{kind}:")]
        personal.empty(ActivityItem, column.in_(ids))
