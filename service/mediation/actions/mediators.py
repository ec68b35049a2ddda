"""Who mediates: others are asked to join, one may leave, and no case is ever left without somebody who sees it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.database import atomic
from service.core.errors import WrongMoment, invalid
from service.mediation import notices
from service.mediation.models import Mediation, Mediator
from service.mediation.queries import opening, people
from service.organization.actors import Actor


class LastMediator(WrongMoment):
    """Somebody must see the case, also after it has ended."""

    code, title = "last_mediator", "Last mediator"
    detail = "您是最后一位调解员，请先加一位再退出。"


class AlreadyMediates(WrongMoment):
    """One membership at a time."""

    code, title = "already_mediates", "Already mediates"
    detail = "这个人已经是这件调解的调解员。"


def add(mediation_id: int, *, by: Actor, account_id: int, seen: int | None = None) -> Mediation:
    """Ask somebody of the place to mediate too; he hears of it. Raises Invalid, AlreadyMediates."""
    with atomic():
        mediation = opening.for_verb(mediation_id, by=by, seen=seen, state=None)
        if account_id in people.mediators_of(mediation_id):
            raise AlreadyMediates(state=mediation.state)
        if not people.could_mediate(account_id, mediation):
            raise invalid(account_id="只能加本地的院落长、支部书记、社区工作人员，或本村（社区）支部的党员。")
        notices.joined(mediation, account_id, _join(mediation, account_id, by))
        mediation.version += 1
    return mediation


def _join(mediation: Mediation, account_id: int, by: Actor | None) -> int:
    """The id of the new membership; the unique index is the truth, should the lock ever have been missed."""
    with atomic() as session:
        membership = Mediator(mediation_id=mediation.id, account_id=account_id, since=clock.now(),
                              added_by_id=by.account_id if by else None)
        session.add(membership)
        try:
            session.flush()
        except IntegrityError as error:
            raise AlreadyMediates(state=mediation.state) from error
    return membership.id


def leave(mediation_id: int, *, by: Actor, seen: int | None = None) -> None:
    """Mediate a case no longer: it is gone from one's sight. Raises LastMediator."""
    with atomic():
        mediation = opening.for_verb(mediation_id, by=by, seen=seen, state=None)
        if people.mediators_of(mediation_id) == [by.account_id]:
            raise LastMediator(state=mediation.state)
        _part(mediation, by.account_id)


def _part(mediation: Mediation, account_id: int) -> None:
    with atomic() as session:
        session.execute(sa.update(Mediator).where(
            Mediator.mediation_id == mediation.id, Mediator.account_id == account_id, Mediator.until.is_(None))
            .values(until=clock.now()).execution_options(synchronize_session=False))
        mediation.version += 1
        session.flush()


def _cases_of(account_id: int) -> list[int]:
    with atomic() as session:
        return list(session.scalars(sa.select(Mediator.mediation_id).where(
            Mediator.account_id == account_id, Mediator.until.is_(None)).order_by(Mediator.mediation_id)))


def leave_all_of(account_id: int) -> None:
    """The person is gone: his memberships end, a case that would have nobody goes to its heirs."""
    with atomic():
        for mediation_id in _cases_of(account_id):
            _hand_on(opening.locked(mediation_id), account_id)


def leave_where_unentitled(account_id: int) -> None:
    """He lost a role or left the roster: the same for the cases where he could no longer be asked to mediate."""
    with atomic() as session:
        session.flush()
        for mediation_id in _cases_of(account_id):
            mediation = opening.locked(mediation_id)
            if not people.could_mediate(account_id, mediation):
                _hand_on(mediation, account_id)


def _hand_on(mediation: Mediation, account_id: int) -> None:
    """The last one out is followed by his heirs. Where nobody holds any role above the place, he stays on paper, so
    that whoever is given a role later can still be handed the case; his account opens nothing by then."""
    if people.mediators_of(mediation.id) == [account_id]:
        heirs = people.heirs_of(mediation, without=account_id)
        if not heirs:
            return
        for heir in heirs:
            notices.inherited(mediation, heir, _join(mediation, heir, None))
    _part(mediation, account_id)
