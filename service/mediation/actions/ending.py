"""How a mediation ends, and whether its agreement is kept."""

from __future__ import annotations

from datetime import date

from service.core import clock
from service.core.database import atomic
from service.core.errors import WrongMoment, invalid
from service.mediation import events, limits
from service.mediation.catalogue import AGREED, Outcome, Performed
from service.mediation.models import Agreement, Mediation, Revisit
from service.mediation.queries import opening
from service.organization.actors import Actor
from service.party.days import today

TEXT_NEEDED = {
    Outcome.ORAL_AGREEMENT: "请记录口头协议的内容（人民调解法第二十八条）。",
    Outcome.FAILED: "请写明为什么没有调解成。"}


def end(mediation_id: int, *, by: Actor, outcome: Outcome, on: date | None = None, text: str | None = None,
        agreement: dict | None = None, referred_to: str | None = None, perform_by: date | None = None,
        seen: int | None = None) -> Mediation:
    """Give the case its outcome; announces `mediation_ended`.

    A written agreement brings its points, an oral one and a failure a text, a referral says to whom.
    Raises Invalid for what is missing or does not belong, and what `opening.for_verb` raises.
    """
    with atomic() as session:
        mediation, on = opening.for_verb(mediation_id, by=by, seen=seen), on or today()
        _check(outcome, text, agreement, referred_to)
        _check_days(mediation, outcome, on, perform_by)
        mediation.outcome, mediation.closed_on, mediation.closed_at = outcome, on, clock.now()
        mediation.outcome_text, mediation.referred_to, mediation.perform_by = text, referred_to, perform_by
        if agreement:
            session.add(Agreement(mediation_id=mediation.id, **agreement))
        mediation.reminded_on = None  # what it is reminded of from now on is something else
        mediation.remind_on = limits.remind_on(mediation)
        mediation.version += 1
        session.flush()
        events.mediation_ended.send(mediation)
    return mediation


def _check(outcome: Outcome, text: str | None, agreement: dict | None, referred_to: str | None) -> None:
    if (outcome is Outcome.WRITTEN_AGREEMENT) != (agreement is not None):
        raise invalid(agreement="书面协议请填写协议各项（人民调解法第二十九条），其他结果不用填。")
    if outcome in TEXT_NEEDED and text is None:
        raise invalid(text=TEXT_NEEDED[outcome])
    if (outcome is Outcome.REFERRED) != (referred_to is not None):
        raise invalid(referred_to="移送的请写明移送给谁，其他结果不用填。")


def _check_days(mediation: Mediation, outcome: Outcome, on: date, perform_by: date | None) -> None:
    if not mediation.opened_on <= on <= today():
        raise invalid(on="结案日期应在受理日期和今天之间。")
    if perform_by is not None and outcome not in AGREED:
        raise invalid(perform_by="达成协议的才有履行期限。")
    if perform_by is not None and perform_by < on:
        raise invalid(perform_by="履行期限不能早于达成协议的日期。")


class NoAgreement(WrongMoment):
    """Only what was agreed can be kept or broken."""

    code, title = "no_agreement", "No agreement"
    detail = "没有达成协议的调解不用回访履行情况。"


def revisit(mediation_id: int, *, by: Actor, on: date, performed: Performed, text: str | None = None,
            seen: int | None = None) -> Mediation:
    """Note whether the agreement is kept; once it is, nobody is reminded any more.

    Raises Invalid for the day, NoAgreement, and what `opening.for_verb` raises.
    """
    with atomic() as session:
        mediation = opening.for_verb(mediation_id, by=by, seen=seen, state="closed")
        if mediation.outcome not in AGREED:
            raise NoAgreement(state=mediation.state)
        if not mediation.closed_on <= on <= today():
            raise invalid(on="回访日期应在达成协议之日和今天之间。")
        session.add(Revisit(mediation_id=mediation.id, on=on, performed=performed, text=text,
                            noted_by_id=by.account_id, noted_at=clock.now()))
        mediation.is_performed = performed is Performed.YES
        mediation.remind_on = limits.remind_on(mediation)
        mediation.version += 1
        session.flush()
    return mediation
