"""What really works: the table, the policy, and what further stands in a verb's way; asked alike before a verb is
done and before it is offered."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound, Problem, WrongMoment
from service.feedback import naming, policy
from service.feedback.models import Answer, Rating, Ticket, Verdict
from service.feedback.queries import objections, people
from service.feedback.queries.asked import open_request
from service.feedback.queries.catalogue import is_for_departments
from service.feedback.queries.forwarding import last_of
from service.feedback.routing import Queue
from service.feedback.workflow import Verb, verbs_of
from service.organization.actors import Actor
from service.party.queries.offices import titles_at


class ContactFirst(WrongMoment):
    code, title = "contact_first", "Contact first"
    detail = "请先联系居民（电话、上门或留言），再办结答复。"


class ForDepartments(WrongMoment):
    code, title = "needs_enforcement", "Needs enforcement"
    detail = "这类事项现在须由执法部门处理，正在转给社区，不能再接单。"


class HandsFull(WrongMoment):
    code, title = "too_many_open_claims", "Too many open claims"


class NobodyThere(WrongMoment):
    code, title = "nobody_to_dispatch_to", "Nobody to dispatch to"
    detail = "这个队列现在没有可以派的人，可以转派到别的队列。"


class TooLateToAsk(WrongMoment):
    code, title = "too_late_to_extend", "Too late to extend"
    detail = "时限已过，不能再申请延期；请尽快答复。"


class AlreadyAsked(WrongMoment):
    code, title = "already_requested", "Already requested"
    detail = "已有一个申请在等审批。"


class AlreadyObjected(WrongMoment):
    code, title = "already_objected", "Already objected"
    detail = "这件事您已经提过一次异议，不能再提；没有解决可以再次反映。"


class TooLateToObject(WrongMoment):
    code, title = "too_late_to_object", "Too late to object"
    detail = "提出异议的 7 天已过；没有解决可以再次反映。"


class Named(Forbidden):
    """Who a text speaks of cannot be the one who puts it away."""

    code = "named_in_text"
    detail = "这件事提到了您的姓名或职务，请由没有被提到的人来决定；您可以照常办理或转派。"


def refusal(verb: Verb, ticket: Ticket, by: Actor) -> Problem | None:
    """What stands in the way of a verb the table and the policy allow him, whatever he sends with it; None: nothing."""
    return next((refused for ask in ASKED.get(verb, ()) if (refused := ask(ticket, by))), None)


def permitted(ticket: Ticket, by: Actor | None) -> list[str]:
    """The verbs this person can do with this ticket now."""
    if by is None:
        return []
    found = [verb.value for verb in verbs_of(ticket) if verb in policy.MAY and verb not in policy.SAID_OTHERWISE
             and policy.MAY[verb](by, ticket) and refusal(verb, ticket, by) is None]
    return found + ([Verb.RATE.value] if may_rate_merged(ticket, by) else [])


def may_rate_merged(ticket: Ticket, by: Actor) -> bool:
    """Whether his matter was merged into one with an answer, not his own, that he has not rated yet."""
    if not policy.may_rate_merged(by, ticket):
        return False
    answer = db.session.execute(sa.select(Answer.id, Answer.by_id).where(
        Answer.ticket_id == ticket.merged_into_id).order_by(Answer.id.desc()).limit(1)).first()
    return answer is not None and answer.by_id != by.account_id and not db.session.scalar(sa.select(
        sa.exists().where(Rating.ticket_id == ticket.id, Rating.answer_id == answer.id)))


def speaks_of(text: str, by: Actor, path: str) -> bool:
    """Whether a text about the place with this path speaks of him: by his names, or an office he holds there."""
    titles = titles_at(by.account_id, path) if by.grants else set()
    offices = naming.offices_of(grant.role for grant in by.grants if path.startswith(grant.path)) | titles
    return naming.speaks_of(text, naming.names_of(by, titles)) or naming.means_office(text, offices)


def hands_full(person: Actor, ticket: Ticket, by: Actor) -> Problem | None:
    """Whether this person can take one more of its queue on, which the law may have given to a department."""
    held, shelf = people.open_claims(person.account_id)
    if ticket.queue is not Queue.COMMUNITY and shelf.gives_to_departments(ticket.category):
        return ForDepartments(state=ticket.state, permitted=[])
    most = shelf.settings[ticket.queue].open_claims
    if held < most:
        return None
    who = "您" if person == by else person.display_name
    return HandsFull(f"{who}手上已有 {most} 件未办结，请先办完再接。", limit=most)


def _is_named(ticket: Ticket, by: Actor) -> Problem | None:
    return Named() if speaks_of(ticket.text, by, ticket.place_path) else None


def _answered_it(ticket: Ticket, by: Actor) -> Problem | None:
    """Nobody closes what he once answered, though others hold it now."""
    answered = sa.exists().where(Answer.ticket_id == ticket.id, Answer.by_id == by.account_id)
    return Forbidden("您答复过这件事，请另一位工作人员来办结。", code="second_person_needed") if db.session.scalar(
        sa.select(answered)) else None


def _was_overruled(ticket: Ticket, by: Actor) -> Problem | None:
    """An objection that held would be worth nothing if the same person could refuse it again, now for good."""
    one = objections.of(ticket) if ticket.objected_at else None
    overruled = one is not None and one.verdict is Verdict.REOPEN and one.against_id == by.account_id
    return Forbidden("您先前的决定因异议撤销了，请另一位工作人员来决定；您可以照常办理。",
                     code="second_person_needed") if overruled else None


def _forwarded_it(ticket: Ticket, by: Actor) -> Problem | None:
    forwarded = last_of(ticket).by_id == by.account_id
    return Forbidden("转出的人不能自己办结，请另一位工作人员核实后办结。",
                     code="second_person_needed") if forwarded else None


def _nobody_contacted(ticket: Ticket, _by: Actor) -> Problem | None:
    return ContactFirst(state=ticket.state) if ticket.contacted_at is None and not ticket.anonymous else None


def _nobody_to_give_to(ticket: Ticket, by: Actor) -> Problem | None:
    if ticket.queue is not Queue.COMMUNITY and is_for_departments(ticket.category):
        return ForDepartments(state=ticket.state, permitted=[])
    return None if people.have_room(ticket) else NobodyThere(state=ticket.state)


def _nothing_asked(ticket: Ticket, _by: Actor) -> Problem | None:
    return None if open_request(ticket) else NotFound("没有等待审批的申请。", code="no_request")


def _asked_already(ticket: Ticket, _by: Actor) -> Problem | None:
    return AlreadyAsked(state=ticket.state) if open_request(ticket) else None


def _too_late_to_extend(ticket: Ticket, _by: Actor) -> Problem | None:
    """A delay is told to the resident before the limit, never after it."""
    return TooLateToAsk(state=ticket.state) if clock.now() >= ticket.answer_by else None


def _cannot_object(ticket: Ticket, _by: Actor) -> Problem | None:
    if ticket.objected_at:
        return AlreadyObjected(state=ticket.state)
    end = objections.end_of(ticket)
    if end is None:
        return WrongMoment(state=ticket.state, permitted=[])
    return TooLateToObject(state=ticket.state) if clock.now() >= objections.until(end.closed_at) else None


def _not_his_to_decide(ticket: Ticket, by: Actor) -> Problem | None:
    return None if objections.may_decide(by, ticket) else Forbidden(
        "这个异议由上一级没有经手过这件事的另一个人来决定。", code="second_person_needed")


Question = Callable[[Ticket, Actor], Problem | None]
ASKED: dict[Verb, tuple[Question, ...]] = {
    Verb.REJECT: (_answered_it, _was_overruled, _is_named), Verb.END: (_answered_it, _was_overruled, _is_named),
    Verb.MERGE: (_is_named,),
    Verb.CLAIM: (lambda ticket, by: hands_full(by, ticket, by),), Verb.DISPATCH: (_nobody_to_give_to,),
    Verb.ANSWER: (_nobody_contacted,), Verb.CONSENT: (_nothing_asked,), Verb.SUSPEND: (_asked_already,),
    Verb.EXTEND: (_too_late_to_extend, _asked_already), Verb.FEED_BACK: (_forwarded_it, _answered_it),
    Verb.OBJECT: (_cannot_object,), Verb.DECIDE_OBJECTION: (_not_his_to_decide,),
}
