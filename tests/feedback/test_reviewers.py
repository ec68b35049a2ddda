"""Who reviews what is sealed: nobody it names, nobody in office at its place, nobody whose own it is."""

import pytest
import sqlalchemy as sa

from service.core import metrics
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.feedback import actions, policy
from service.feedback.actions import reviewing
from service.feedback.models import Ticket
from service.feedback.routing import ReviewLevel
from service.notifications.models import Message
from service.organization.models import Role
from service.party.actions.members import enrol
from service.party.actions.offices import appoint
from service.party.models import Office, PartyBranch
from service.town import cast
from tests.feedback.test_sealed import ACCUSES, AGAINST_LIN, _seen_by, accusation

__all__ = ["accusation"]


@pytest.fixture
def alarms(monkeypatch):
    """The alarms raised, by name."""
    raised = []
    monkeypatch.setattr(metrics, "alarm", raised.append)
    return raised


def test_a_supervisor_who_is_named_or_in_office_there_does_not_review_it(life, people):
    named = life.submit(text="吴主任和社区工作人员一起收红包", category=None)
    life.grant("wu", Role.BRANCH_SECRETARY, "village")
    near = life.submit(text=AGAINST_LIN, category=None, place_code=cast.NICKNAMES["courtyard_1"])

    assert {life.ticket(number).review_level for number in (named, near)} == {ReviewLevel.DISTRICT}
    assert "wu" not in _seen_by(people, named) | _seen_by(people, near)


def test_a_party_office_at_the_place_bars_from_reviewing_too(life, people):
    number = life.submit(text=AGAINST_LIN, category=None, place_code=cast.NICKNAMES["courtyard_1"])
    assert "wu" in _seen_by(people, number)

    branch = db.session.scalars(sa.select(PartyBranch).where(PartyBranch.code == "demo-branch-village")).one()
    appoint(Office.DEPUTY_SECRETARY, branch, enrol(name="吴主任", phone="19000000010", branch=branch, by=None), by=None)

    assert "wu" not in _seen_by(people, number)
    with pytest.raises(NotFound):
        actions.approve(number, by=people.wu)
    assert reviewing.look_for_reviewers() == 1
    assert life.ticket(number).review_level is ReviewLevel.DISTRICT and life.verbs(number)[-1] == "escalate"


def test_when_nobody_of_the_town_is_left_it_rises_and_when_nobody_at_all_an_alarm_is_raised(life, people, alarms):
    number = life.submit(text=ACCUSES, category=None)
    life.revoke("wu", Role.TOWN_SUPERVISOR)
    assert reviewing.look_for_reviewers() == 1 and life.ticket(number).review_level is ReviewLevel.DISTRICT
    assert "no_reviewer" not in alarms

    life.submit(text="郑科长和吴主任收红包", category=None)

    assert "no_reviewer" in alarms


def test_a_letter_that_does_not_arrive_is_not_told_to_the_desk_of_the_place(life, people, town, accusation):
    places = set(db.session.scalars(sa.select(Message.place_id).where(Message.subject == accusation)))

    assert places == {town.place("town").id}


def test_a_reviewer_who_reported_it_does_not_review_it(life, people):
    number = life.submit(by="wu", text=ACCUSES, category=None)

    assert life.ticket(number).review_level is ReviewLevel.DISTRICT
    with pytest.raises(Forbidden):
        actions.approve(number, by=people.wu)


def test_the_condition_and_the_question_agree(life, people):
    numbers = [life.submit(text=text, category=None, place_code=cast.NICKNAMES[place]) for text, place in (
        (ACCUSES, "building_1"), ("吴主任收红包", "building_1"), ("郑 科长收红包", "building_1"),
        (AGAINST_LIN, "courtyard_1"), ("街道干部索要红包", "river_building"), ("冯审计收红包", "building_1"))]

    for name in ("zhang", "wu", "zheng", "feng", "lin"):
        by = getattr(people, name)
        listed = set(db.session.scalars(sa.select(Ticket.number).where(policy.overseen_by(by))))
        assert listed == {number for number in numbers if policy.reads_sealed(by, life.ticket(number))}, name
