"""The year of the demonstration town: lived once, and shown by figures; and a small made-up district."""

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.courtyard.models import ActivityLog, DayState, PartyMassDay
from service.feedback.models import Rating, Ticket, TimelineEntry
from service.feedback.workflow import State
from service.membership.models.registration import Registration, RegistrationState
from service.party.models import PartyMember
from service.statistics.queries import exact, figures
from service.town import scale, year
from tests.house.sources import of_service


def _count(question):
    return db.session.scalar(sa.select(sa.func.count()).select_from(question.subquery()))


def test_a_year_has_passed_and_one_lies_ahead(town):
    year.live()
    first = figures.today().replace(day=1)
    states = db.session.scalars(sa.select(PartyMassDay.state).where(PartyMassDay.on < first)).all()
    ahead = db.session.scalars(sa.select(PartyMassDay.state).where(PartyMassDay.on >= first)).all()

    assert len(states) == 22
    assert DayState.PLANNED not in states
    assert _count(sa.select(ActivityLog.id)) == states.count(DayState.HELD)
    assert len(ahead) >= 24
    assert set(ahead) == {DayState.PLANNED}


def test_three_members_are_registered_and_keep_the_role_they_had(town):
    year.live()

    assert _count(sa.select(Registration.id).where(Registration.state == RegistrationState.ACCEPTED)) == 3
    assert len(town.actor("member-wang").grants) == 1


def test_the_year_passes_once(town):
    year.live()
    before = _count(sa.select(PartyMassDay.id))
    year.live()

    assert _count(sa.select(PartyMassDay.id)) == before


@pytest.fixture
def district(town):
    """A made-up district of a thousandth of the size."""
    for _what, work in list(scale.stages(0.001))[:-1]:
        work()


@pytest.mark.usefixtures("district")
def test_a_made_up_district_has_its_days_and_members(town):
    counts = db.session.execute(exact.by_community(figures.today()))
    measures = {(row.measure, row.key) for row in counts}

    assert measures >= {("days", "held"), ("decisions", "done"), ("registered", "members"),
                        ("buildings", "with_member")}
    assert _count(sa.select(PartyMember.id)) > 39
    assert scale.ready()


def test_two_months_of_matters_are_of_every_kind(town):
    year.live()
    states = dict(db.session.execute(sa.select(Ticket.state, sa.func.count()).where(Ticket.source != "courtyard")
                                     .group_by(Ticket.state)).all())
    rated = _count(sa.select(Rating.id))

    assert set(states) == {State.QUEUED, State.CLAIMED, State.ASKING, State.ANSWERED, State.CLOSED}
    assert states[State.CLOSED] == 16
    assert rated == 19


def test_the_past_of_the_matters_is_in_its_order(town):
    year.live()
    steps = db.session.execute(sa.select(TimelineEntry.ticket_id, TimelineEntry.at)
                               .join(Ticket, Ticket.id == TimelineEntry.ticket_id).where(Ticket.source != "courtyard")
                               .order_by(TimelineEntry.ticket_id, TimelineEntry.id)).all()

    assert [tuple(step) for step in steps] == sorted(tuple(step) for step in steps)
    assert max(at for _ticket, at in steps) <= clock.now()


def test_only_the_town_lets_it_be_another_moment():
    users = {source.package for source in of_service() if "standing_at" in source.text}

    assert users == {"core", "town"}
