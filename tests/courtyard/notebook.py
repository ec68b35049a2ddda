"""A recorder's notebook for tests: days of the town's courtyards, drafts, and logs brought as far as one needs."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.courtyard.actions import approving, drafting, submitting
from service.courtyard.models import ActivityLog, DayState, ItemKind, Opinion, PartyMassDay
from service.courtyard.queries.log_details import seen_by
from service.feedback.models import Ticket
from service.town import cast


class Notebook:
    """`notebook.by("hu")` is an actor by surname; logs go by their client id, opinions by theirs."""

    def __init__(self, town):
        self._town = town

    def by(self, surname: str):
        """The actor of this surname with the grants he holds now."""
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))

    def day(self, ago: int = 0, group: int = 1) -> int:
        """The id of a planned day so many days ago (ahead when negative); of a month no other day is of."""
        body = self._town.group(group)
        ids = body.place.ancestry
        with atomic() as session:
            day = PartyMassDay(group_id=body.id, month=uuid4().hex[:7], at="19:30",
                               on=clock.local(clock.now()).date() - timedelta(days=ago), state=DayState.PLANNED,
                               announce_before=3, place_id=ids[3], community_id=ids[2], town_id=ids[1])
            session.add(day)
            session.flush()
        return day.id

    def member(self, name: str) -> int:
        """The id of somebody on the roster."""
        return self._town.member(name).id

    def whole(self, **changes) -> dict:
        """Everything a log needs to be submitted; a quiet evening unless told otherwise."""
        return {"begins_at": time(19, 30), "ends_at": time(20, 40), "host_id": self.member("胡院长"),
                "present": [self.member("胡院长"), self.member("游建国")], "others_present": 12} | changes

    def save(self, by: str = "hu", client_id: str | None = None, day_id: int | None = None, seen=None, **draft) -> str:
        """A saved draft; its client id."""
        client_id = client_id or str(uuid4())
        drafting.save(client_id, by=self.by(by), day_id=day_id or self.day(), seen=seen, **draft)
        return client_id

    def submitted(self, by: str = "hu", submitter: str | None = None, day_id: int | None = None, **draft) -> str:
        """A submitted log."""
        client_id = self.save(by, day_id=day_id, **self.whole(**draft))
        submitting.submit(client_id, by=self.by(submitter or by))
        return client_id

    def returned(self, **draft) -> str:
        """Submitted by hu, returned by the secretary."""
        client_id = self.submitted(**draft)
        approving.send_back(client_id, by=self.by("lin"), reason="请补上到场人数")
        return client_id

    def approved(self, **draft) -> str:
        """Submitted by hu, approved by the secretary."""
        client_id = self.submitted(**draft)
        approving.approve(client_id, by=self.by("lin"))
        return client_id

    def log(self, client_id: str) -> ActivityLog:
        """As the database has it."""
        return db.session.scalars(sa.select(ActivityLog).where(ActivityLog.client_id == client_id)
                                  .execution_options(populate_existing=True)).one()

    def read(self, client_id: str, by: str = "hu") -> dict:
        """As this person sees it."""
        return seen_by(client_id, self.by(by))

    def tickets(self) -> list[Ticket]:
        """Every ticket there is, oldest first."""
        return list(db.session.scalars(sa.select(Ticket).order_by(Ticket.id).execution_options(populate_existing=True)))

    def opinions(self) -> list[Opinion]:
        """Every opinion there is, oldest first."""
        return list(db.session.scalars(sa.select(Opinion).order_by(Opinion.id)
                                       .execution_options(populate_existing=True)))


def opinion(number: int = 1, **changes) -> dict:
    """An opinion nobody put his name to."""
    return {"client_id": f"op-{number}", "kind": ItemKind.OPINION_COLLECTION, "text": f"第 {number} 条：院坝路灯不亮",
            "category": "facilities.lamp"} | changes
