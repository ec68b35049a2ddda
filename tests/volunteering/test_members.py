"""Riders ask to join, are accepted, lead, leave; the role of a volunteer comes and goes with it."""

import pytest
import sqlalchemy as sa

from service.core import audit
from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback import actions as feedback
from service.feedback.routing import Queue
from service.organization.actors import VerifyPhoneFirst
from service.town import cast
from service.volunteering import actions
from service.volunteering.actions.membering import AlreadyInTeam
from service.volunteering.models import MembershipState
from service.volunteering.queries import members
from tests.volunteering.conftest import TEAM

ONLY_SQLITE = True
VOLUNTEER = ("volunteer", cast.TOWN)


def _listed(by, **wanted):
    return members.of_team(TEAM, by, **{"state": None, "limit": 20, "cursor": None} | wanted).items


@pytest.fixture(autouse=True)
def team(riders):
    """One team of the town's."""
    return riders.team()


def test_asking_needs_a_verified_phone(riders):
    with pytest.raises(VerifyPhoneFirst):
        riders.asked("chen")


def test_who_asked_is_no_volunteer_yet(riders):
    asked = riders.asked("li")

    assert (riders.member(asked).state, riders.roles("li")) == (MembershipState.ASKED, [])


def test_the_accepted_are_volunteers_at_the_place_of_the_team(riders, people):
    member = riders.member(riders.joined("li"))

    assert riders.roles("li") == [VOLUNTEER]
    assert (member.state, member.decided_by_id) == (MembershipState.LIVE, people.wu.account_id)


def test_an_accepted_rider_takes_a_ticket_from_the_public_queue(riders, people, life):
    riders.joined("li")
    number = life.submit(by="chen", queue=Queue.PUBLIC)

    feedback.claim(number, by=people.li)

    assert life.ticket(number).holder_id == people.li.account_id


def test_acceptance_is_audited(riders, people):
    riders.joined("li")

    acts = db.session.scalars(sa.select(audit.AuditEntry.act).order_by(audit.AuditEntry.sequence)).all()
    assert acts == ["team_founded", "grant", "team_member_accepted"]


def test_asking_twice_is_refused_and_says_how_it_stands(riders):
    riders.asked("li")

    with pytest.raises(AlreadyInTeam) as refused:
        riders.asked("li")

    assert refused.value.extra["state"] == MembershipState.ASKED


def test_a_leader_accepts_too(riders):
    riders.led("sun")

    assert riders.member(riders.joined("li", by="sun")).state is MembershipState.LIVE


@pytest.mark.parametrize("name", ["li", "wang", "zhang", "feng", "qian"])
def test_nobody_else_accepts(riders, people, name):
    riders.joined("wang")
    asked = riders.asked("li")

    with pytest.raises(Forbidden if name == "li" else NotFound):
        actions.accept(TEAM, asked, by=getattr(people, name))


def test_a_supervisor_does_not_accept_himself(riders, people):
    asked = riders.asked("wu")

    with pytest.raises(Forbidden):
        actions.accept(TEAM, asked, by=people.wu)


@pytest.mark.parametrize("again", [actions.accept, actions.decline])
def test_what_is_decided_is_not_decided_again(riders, people, again):
    joined = riders.joined("li")

    with pytest.raises(WrongMoment) as refused:
        again(TEAM, joined, by=people.wu)

    assert refused.value.extra["state"] == MembershipState.LIVE


def test_who_was_declined_hears_it_and_may_ask_again(riders, people, life):
    asked = riders.asked("li")
    with life.letters() as heard:
        actions.decline(TEAM, asked, by=people.wu)

    assert heard == [("li", "team_ended")] and riders.roles("li") == []
    assert riders.asked("li") != asked


def test_the_leaders_hear_that_somebody_asks_and_the_town_while_there_is_none(riders, life):
    with life.letters() as first:
        riders.asked("li")
    riders.led("sun")
    with life.letters() as then:
        riders.asked("wang")

    assert (first, then) == ([("wu", "team_asked")], [("sun", "team_asked")])


@pytest.mark.parametrize("name", ["li", "sun", "zhang", "feng"])
def test_only_leaders_and_the_town_read_who_belongs(riders, people, name):
    riders.led("sun")
    riders.joined("li")

    if name == "sun":
        shown = [(item["name"], item["is_leader"]) for item in _listed(people.sun)]
        assert shown == [("孙师傅", True), ("李阿姨", False)]
    else:
        with pytest.raises(Forbidden):
            _listed(getattr(people, name))


def test_the_list_shows_who_left_only_when_asked(riders, people):
    actions.leave(TEAM, riders.joined("li"), by=people.li)
    riders.asked("sun")

    assert [item["name"] for item in _listed(people.wu)] == ["孙师傅"]
    assert [item["name"] for item in _listed(people.wu, state=MembershipState.ENDED)] == ["李阿姨"]
