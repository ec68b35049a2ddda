"""Everybody at once, on PostgreSQL: one report, one acceptance, one end; the others hear a clear answer."""

import uuid
from functools import partial

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import WrongMoment
from service.feedback.models import Ticket
from service.organization.actions import grants
from service.organization.models import Grant, Role
from service.town import cast
from service.volunteering import actions
from service.volunteering.actions.membering import AlreadyInTeam
from service.volunteering.actions.reporting import ReportDiffers
from service.volunteering.kinds import Kind
from service.volunteering.models import MembershipState, RiderReport, TeamMembership
from tests.volunteering.conftest import TEAM

pytestmark = pytest.mark.only_postgresql


@pytest.fixture(autouse=True)
def team(riders):
    """One team of the town's."""
    return riders.team()


def _sending(by, client_id, text=None):
    seen_at = clock.now()
    return lambda: actions.report(client_id, by=by, kind=Kind.ROAD_DAMAGE, seen_at=seen_at, text=text,
                                  place_code=cast.NICKNAMES["building_1"]).again


def test_the_same_report_five_times_at_once_is_one_ticket(riders, people, count, run_together):
    riders.joined("li")
    li, ids = people.li, [str(uuid.uuid4()) for _ in range(4)]

    results = run_together([_sending(li, one) for one in ids for _ in range(5)])

    assert sorted(results) == [False] * 4 + [True] * 16
    assert (count(Ticket), count(RiderReport)) == (4, 4)


def test_two_people_under_one_id_at_once_are_one_report(riders, people, count, run_together):
    riders.joined("li")
    riders.joined("sun")
    both = people.li, people.sun
    for _ in range(5):
        client_id = str(uuid.uuid4())
        results = run_together([_sending(by, client_id) for by in both])

        assert sorted(map(str, map(type, results))) == sorted(map(str, [bool, ReportDiffers]))
    assert count(Ticket) == count(RiderReport) == 5


def test_of_two_acceptances_at_once_one_counts(riders, people, run_together):
    riders.led("sun")
    asked = riders.asked("li")

    deciders = (people.sun, people.wu, people.zheng)

    results = run_together([lambda by=by: actions.accept(TEAM, asked, by=by).state for by in deciders])

    assert sorted(type(one).__name__ for one in results) == ["MembershipState", "WrongMoment", "WrongMoment"]
    assert all(one.extra["state"] == MembershipState.LIVE for one in results if isinstance(one, WrongMoment))
    assert riders.roles("li") == [("volunteer", cast.TOWN)]


def test_acceptances_into_two_teams_at_once_share_one_role(riders, people, run_together):
    riders.team("other-team")
    asked = {TEAM: riders.asked("li"), "other-team": riders.asked("li", "other-team")}

    wu = people.wu

    results = run_together([lambda pair=pair: actions.accept(*pair, by=wu).id for pair in asked.items()])

    assert sorted(results) == sorted(asked.values())
    assert len({riders.grant(one).id for one in results}) == 1
    assert sorted(riders.member(one).gave_grant for one in results) == [False, True]


def test_asking_twice_at_once_is_one_membership(riders, people, count, run_together):
    li = people.li
    results = run_together([lambda: actions.ask(TEAM, by=li).id] * 3)

    assert [type(one) for one in results if isinstance(one, BaseException)] == [AlreadyInTeam] * 2
    assert count(TeamMembership) == 1


def test_leaving_all_teams_at_once_ends_the_role(riders, people, run_together):
    codes, li = [TEAM, riders.team("second"), riders.team("third")], people.li
    for _ in range(5):
        joined = [(code, riders.joined("li", code)) for code in codes]

        results = run_together([partial(actions.leave, *one, by=li) for one in joined])

        assert results == [None] * 3 and riders.roles("li") == []


def test_leaving_while_the_role_is_taken_back_ends_both_once(riders, people, run_together):
    for _ in range(4):
        joined = riders.joined("li")
        grant_id, li, zheng = riders.grant(joined).id, people.li, people.zheng

        results = run_together([partial(actions.leave, TEAM, joined, by=li),
                                partial(grants.revoke, grant_id, by=zheng)])

        assert {getattr(one, "status", None) for one in results} <= {None, 404, 409}
        assert riders.member(joined).state is MembershipState.ENDED and riders.roles("li") == []
    live = sa.select(sa.func.count()).where(Grant.role == Role.VOLUNTEER, Grant.revoked_at.is_(None))
    assert db.session.scalar(live) == 1  # the one of 钱骑手, given by hand
