"""approve, reject, recategorize, transfer, escalate: the desk puts a matter where it belongs."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import invalid
from service.feedback import deadlines, notices, policy
from service.feedback.actions.claiming import call_supervisor_if_bounced, count_move, put_back, raise_to_supervisor
from service.feedback.actions.closing import close
from service.feedback.actions.pausing import drop_request
from service.feedback.actions.queueing import end_claim, enqueue, widen_ring_from
from service.feedback.actions.reviewing import pass_to_district
from service.feedback.actions.submitting import areas
from service.feedback.deciding import decide
from service.feedback.models import Surroundings, Ticket
from service.feedback.queries import opening
from service.feedback.queries.catalogue import caught_by, current
from service.feedback.routing import Queue, ReviewLevel, Safeguard, highest
from service.feedback.workflow import REJECT_REASONS, Outcome, State, Verb
from service.organization.actors import Actor
from service.organization.models import Place

KEPT = {Safeguard.DANGER: "涉及险情的事项", Safeguard.ACCUSATION: "反映干部问题的事项",
        Safeguard.ENFORCEMENT: "须由执法部门处理的事项"}
TO_PASS_ON = (State.REVIEWING, State.QUEUED, State.CLAIMED)


def approve(number: str, *, by: Actor, seen: int | None = None) -> Ticket:
    """A person has looked: the matter goes into its queue; what was sealed is no accusation, and the place sees it."""
    with atomic():
        ticket = opening.for_verb(number, Verb.APPROVE, by=by, seen=seen)
        role, was_sealed, ticket.review_level = opening.desk_role(by, ticket), ticket.review_level, None
        enqueue(ticket, ticket.queue, clock.now())
        ticket.advance(Verb.APPROVE, by=by, role=role, **({"unsealed": was_sealed} if was_sealed else {}))
        notices.moved(ticket, "上级已审看，不涉及工作人员，按一般诉求办理" if was_sealed else "已审核")
    return ticket


def reject(number: str, *, by: Actor, reason_code: str, reason: str, other_channel: str,
           seen: int | None = None) -> Ticket:
    """Not accepted: with a reason the resident can understand and another door to knock at."""
    with atomic():
        ticket = opening.for_verb(number, Verb.REJECT, by=by, seen=seen)
        ticket.has_heard(clock.now())
        close(ticket, Verb.REJECT, Outcome.REJECTED, by=by, role=opening.desk_role(by, ticket), text=reason,
              reason_code=reason_code, other_channel=other_channel)
        notices.refused(ticket, "rejected", "不予受理",
                        f"{REJECT_REASONS[reason_code]}：{reason} 可以向这里反映：{other_channel}")
    return ticket


def recategorize(number: str, *, by: Actor, category: str, seen: int | None = None) -> Ticket:
    """Another category routes the matter again; its clock is not reset (domain.md section 3)."""
    with atomic():
        ticket = opening.for_verb(number, Verb.RECATEGORIZE, by=by, seen=seen)
        shelf = current()
        if not shelf.offers(category):
            raise invalid(category="没有这个类别。")
        routed = decide(shelf, text=ticket.text, place_path=ticket.place_path, category=category,
                        urgency=ticket.urgency, source=ticket.source, at=ticket.created_at, stands=ticket.safeguard)
        role = opening.desk_role(by, ticket)
        _route_again(ticket, routed)
        ticket.advance(Verb.RECATEGORIZE, by=by, role=role, category=category, queue=ticket.queue,
                       rule=routed.decision.rule_name)
    return ticket


def _route_again(ticket: Ticket, routed) -> None:
    moved = ticket.queue is not routed.decision.queue
    ticket.category, ticket.needs_enforcement = routed.category, routed.needs_enforcement
    ticket.safeguard = routed.decision.safeguard
    if ticket.state is State.REVIEWING:  # afterwards who reviewed it has decided
        ticket.review_level = highest((ticket.review_level, routed.decision.review_level))
    if ticket.review_level:  # what is sealed is shown to nobody
        ticket.is_public, ticket.kept_back = False, None
    ticket.queue, ticket.fallback, ticket.route = routed.decision.queue, routed.decision.fallback, routed.explanation
    if ticket.service_level != routed.level.code:  # the same level: limits already moved or warned of stay as they are
        ticket.service_level, ticket.clock = routed.level.code, routed.level.clock
        ticket.answer_by = deadlines.add(ticket.answer_since, routed.level.answer_within, ticket.clock)
        ticket.claim_by = deadlines.add(ticket.queued_at, routed.level.claim_within, ticket.clock)
        ticket.claim_warned = ticket.answer_warned = 0
    if moved:
        ticket.claim_warned = 0
        widen_ring_from(ticket, clock.now())


def transfer(number: str, *, by: Actor, reason: str, queue: Queue | None = None, place_code: str | None = None,
             seen: int | None = None) -> Ticket:
    """To another queue or another community, with a reason; after two of them only a supervisor may."""
    with atomic():
        ticket = opening.for_verb(number, Verb.TRANSFER, by=by, seen=seen)
        target = queue or (ticket.queue if place_code is None else Queue.COMMUNITY)
        _check_target(ticket, queue, place_code, target)
        role = opening.desk_role(by, ticket)
        before = {"queue": ticket.queue, "place": ticket.surroundings.place_code}
        if place_code:
            _move_to(ticket, place_code)
        end_claim(ticket, "transferred")
        drop_request(ticket)
        enqueue(ticket, target, clock.now())
        ticket.surroundings.holder_name = None
        count_move(ticket)
        ticket.decide_by = None
        ticket.advance(Verb.TRANSFER, by=by, role=role, text=reason, before=before, queue=target,
                       place=ticket.surroundings.place_code)
        notices.moved(ticket, reason)
        if not policy.supervises(by, ticket):
            call_supervisor_if_bounced(ticket)
    return ticket


def _check_target(ticket: Ticket, queue: Queue | None, place_code: str | None, target: Queue) -> None:
    if queue is None and place_code is None:
        raise invalid(queue="请选择转到哪个队列或哪个社区。")
    if target is ticket.queue and place_code in (None, ticket.surroundings.place_code):
        raise invalid(queue="已经在这个队列里。")
    if target is not Queue.COMMUNITY and ticket.review_level:
        raise invalid(queue="由上级审看的事项不能转给党员或群众。")
    caught = caught_by(ticket) if target is not Queue.COMMUNITY else ()
    if caught:
        raise invalid(queue=f"{KEPT[caught[0].kind]}不能转给党员或群众。")


def _move_to(ticket: Ticket, place_code: str) -> None:
    place = db.session.execute(sa.select(Place.id, Place.code, Place.name, Place.level, Place.path)
                               .where(Place.code == place_code)).first()
    if place is None or place.path.count("/") < 4:
        raise invalid(place_code="没有这个社区或地点。")
    ticket.place_id = place.id
    for name, value in areas(place.path).items():
        setattr(ticket, name, value)
    around = ticket.surroundings
    ticket.surroundings = Surroundings(place.code, place.name, place.level, around.reporter_name,
                                       around.reporter_phone, None)


def escalate(number: str, *, by: Actor, reason: str, seen: int | None = None) -> Ticket:
    """A supervisor puts a ticket under supervision; where it stands does not change. What is sealed at the town is
    reviewed by the district from then on, out of the town's hands."""
    with atomic():
        ticket = opening.for_verb(number, Verb.ESCALATE, by=by, seen=seen)
        if ticket.review_level is ReviewLevel.TOWN and ticket.state in TO_PASS_ON:
            if ticket.state is State.CLAIMED:
                put_back(ticket, by=by, role="supervisor", reason=reason, because="passed_on")
            pass_to_district(ticket, by=by, reason=reason)
        else:
            raise_to_supervisor(ticket, by=by, reason=reason)
    return ticket


def fall_through(ticket: Ticket) -> None:
    """Nobody took it on in time: the rule's fallback queue gets it, or the town hears of it (timer)."""
    if ticket.state is State.QUEUED and ticket.queue is not Queue.COMMUNITY:
        before = ticket.queue
        target = ticket.fallback if ticket.fallback not in (None, before) else Queue.COMMUNITY
        reason = f"{notices.QUEUE_NAMES[before]}在{notices.when(ticket.claim_by)}前无人接单"
        enqueue(ticket, target, clock.now())
        ticket.advance(Verb.FALL_THROUGH, by=None, role="system", text=reason, before=before, queue=ticket.queue)
        notices.moved(ticket, reason)
        return
    ticket.claim_warned = 100
    raise_to_supervisor(ticket, by=None, reason=f"社区在{notices.when(ticket.claim_by)}前没有接单。")
