"""Members leave, are taken out, lead and no longer lead; the role goes when nothing carries it."""

import pytest
import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.actions import grants
from service.organization.models import Role
from service.town import cast
from service.volunteering import actions
from service.volunteering.models import Ending, MembershipState, TeamLeadership
from tests.volunteering.conftest import TEAM

ONLY_SQLITE = True
VOLUNTEER = ("volunteer", cast.TOWN)


@pytest.fixture(autouse=True)
def team(riders):
    """One team of the town's."""
    return riders.team()


def test_leaving_ends_the_role_and_gives_back_what_he_holds(riders, people, life):
    joined, number = riders.joined("li"), life.submit(by="chen", queue=Queue.PUBLIC)
    life.hold(number, "li")
    _without_phone(people.li.account_id)

    actions.leave(TEAM, joined, by=people.li)

    member = riders.member(joined)
    assert (member.state, member.ended_because, member.until is not None) == (
        MembershipState.ENDED, Ending.LEFT, True)
    assert (riders.roles("li"), life.ticket(number).state) == ([], State.QUEUED)


def _without_phone(account_id):
    """Only the role lets him hold public tickets now."""
    with atomic() as session:
        session.execute(sa.update(Account).where(Account.id == account_id).values(phone_verified_at=None))


def test_a_role_two_memberships_carry_ends_with_the_second(riders, people):
    riders.team("other-team")
    one, two = riders.joined("li"), riders.joined("li", "other-team")

    actions.leave(TEAM, one, by=people.li)
    between = riders.roles("li")
    actions.leave("other-team", two, by=people.li)

    assert (between, riders.roles("li")) == ([VOLUNTEER], [])


def test_a_role_given_by_hand_before_is_joined_and_stays(riders, people):
    joined = riders.joined("qian")
    assert riders.grant(joined).id == people.qian.held(Role.VOLUNTEER)[0].grant_id

    actions.leave(TEAM, joined, by=people.qian)

    assert riders.roles("qian") == [VOLUNTEER]


def test_with_the_role_taken_back_membership_and_leading_are_over(riders, people):
    led = riders.led("li")

    grants.revoke(riders.grant(led).id, by=people.zheng)

    assert riders.member(led).ended_because is Ending.GRANT_REVOKED
    assert db.session.scalar(sa.select(TeamLeadership.until)) is not None


def test_a_leader_takes_a_member_out_who_hears_it(riders, people, life):
    riders.led("sun")
    joined = riders.joined("li")

    with life.letters() as heard:
        actions.leave(TEAM, joined, by=people.sun)

    assert riders.member(joined).ended_because is Ending.REMOVED and heard == [("li", "team_ended")]


def test_a_leader_does_not_take_another_leader_out(riders, people):
    riders.led("sun")
    other = riders.led("li")

    with pytest.raises(Forbidden):
        actions.leave(TEAM, other, by=people.sun)


def test_a_member_takes_nobody_out(riders, people):
    riders.joined("sun")
    joined = riders.joined("li")

    with pytest.raises(NotFound):
        actions.leave(TEAM, joined, by=people.sun)


def test_what_is_over_is_not_ended_again(riders, people):
    joined = riders.joined("li")
    actions.leave(TEAM, joined, by=people.li)

    with pytest.raises(WrongMoment):
        actions.leave(TEAM, joined, by=people.li)


def test_who_asked_takes_it_back(riders, people):
    asked = riders.asked("li")

    actions.leave(TEAM, asked, by=people.li)

    assert riders.member(asked).ended_because is Ending.WITHDRAWN


def test_only_members_lead_and_only_the_town_says_so(riders, people):
    asked, joined = riders.asked("wang"), riders.joined("li")
    riders.led("sun")

    with pytest.raises(WrongMoment):
        actions.appoint(TEAM, asked, by=people.wu)
    with pytest.raises(Forbidden):
        actions.appoint(TEAM, joined, by=people.sun)


def test_who_led_and_when_is_kept(riders, people, wait):
    led = riders.led("li")
    wait(days=30)
    actions.dismiss(TEAM, led, by=people.wu)
    wait(days=1)
    actions.appoint(TEAM, led, by=people.wu)
    actions.appoint(TEAM, led, by=people.wu)

    rows = db.session.scalars(sa.select(TeamLeadership).order_by(TeamLeadership.id)).all()
    assert [(row.until - row.since).days if row.until else None for row in rows] == [30, None]
    assert riders.member(led).state is MembershipState.LIVE


def test_who_does_not_lead_is_not_dismissed(riders, people):
    joined = riders.joined("li")

    with pytest.raises(WrongMoment):
        actions.dismiss(TEAM, joined, by=people.wu)
