"""What figures count, written down as rows: days, decisions, disputes, registrations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.core import clock
from service.core.database import atomic
from service.courtyard.models import DayState, Decision, PartyMassDay
from service.mediation.catalogue import DisputeType, Outcome, Source
from service.mediation.models import Mediation
from service.membership.models.registration import (
    OfferKind,
    Registration,
    RegistrationOffer,
    RegistrationState,
)
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, time_passes, wait

__all__ = ["broken_lamp", "frozen", "life", "people", "stuck_lift", "time_passes", "wait"]


class Year:
    """Writes rows of the demonstration village and community, as their own packages would."""

    def __init__(self, town):
        self.town, self.today = town, clock.local(clock.now()).date()
        self.month = f"{self.today:%Y-%m}"

    def _where(self, place) -> dict:
        return {"place_id": place.id, "town_id": place.ancestry[1], "community_id": place.ancestry[2]}

    def day(self, group: int, month: date | None = None, state: DayState = DayState.HELD) -> PartyMassDay:
        """The day of courtyard group 1 or 2 in a month."""
        held, on = self.town.group(group), (month or self.today).replace(day=8)
        day = PartyMassDay(group_id=held.id, month=f"{on:%Y-%m}", on=on, at="09:00", state=state, announce_before=3,
                           closed_at=None if state is DayState.PLANNED else clock.now(), **self._where(held.place))
        return self._kept(day)

    def decision(self, day: PartyMassDay, due_on: date) -> Decision:
        """Something that was decided on a day."""
        return self._kept(Decision(
            day_id=day.id, group_id=day.group_id, log_client_id="log", client_id=str(due_on), position=0, what="修路",
            who="大家", due_on=due_on, entered_at=clock.now(), place_id=day.place_id, town_id=day.town_id,
            community_id=day.community_id))

    def disputes(self, count: int) -> None:
        """Disputes of neighbours in the village, taken back today."""
        place = self.town.place("courtyard_1")
        for _ in range(count):
            self._kept(Mediation(
                place_path=place.path, type=DisputeType.NEIGHBOUR, source=Source.OFFERED, facts="边界说法不一。",
                opened_on=self.today, due_on=self.today + timedelta(days=30), created_at=clock.now(),
                outcome=Outcome.WITHDRAWN, closed_on=self.today, closed_at=clock.now(),
                **self._where(place)))

    def registration(self, name: str, building: str) -> Registration:
        """A member of the unit who is an electrician, registered at a building of the community."""
        place, member = self.town.place(building), self.town.member(name)
        registration = self._kept(Registration(
            number=f"R-{member.id}", member_id=member.id, unit_id=member.unit_id, place_id=place.id,
            community_id=place.ancestry[2], state=RegistrationState.ACCEPTED, applied_at=clock.now(),
            decided_at=clock.now()))
        self._kept(RegistrationOffer(registration_id=registration.id, kind=OfferKind.SKILL, code="electrical"))
        return registration

    def _kept(self, row):
        with atomic() as session:
            session.add(row)
            session.flush()
        return row


@pytest.fixture
def year(town):
    """Writes what happens in the demonstration town; everything before has been counted."""
    return Year(town)
