"""What teams hold on a person: he can see it, and it goes with him."""

import pytest

from service.accounts import actions as accounts
from service.accounts.queries import my_data
from service.core.database import db
from service.volunteering.models import Ending, MembershipState, RiderReport
from service.volunteering.queries import reports
from tests.volunteering.conftest import TEAM


@pytest.fixture(autouse=True)
def team(riders):
    """A team of the town's."""
    return riders.team()


def test_a_person_can_see_what_teams_hold_on_him(riders, people):
    riders.joined("li")
    client_id = riders.report()

    held = my_data(people.li.account_id)

    assert [row["team"] for row in held["team_memberships"]] == [TEAM]
    assert [row["client_id"] for row in held["rider_reports"]] == [client_id]


def test_who_leaves_the_service_leaves_his_teams(riders, people):
    riders.team("other-team")
    joined, asked = riders.joined("li"), riders.asked("li", "other-team")

    accounts.erase(by=people.li)

    assert riders.member(joined).state is riders.member(asked).state is MembershipState.ENDED
    assert riders.member(asked).ended_because is Ending.ERASED


def test_who_leaves_the_service_leaves_no_name_on_his_reports(riders, people):
    riders.joined("li")
    client_id = riders.report()

    accounts.erase(by=people.li)

    row = db.session.get(RiderReport, 1, populate_existing=True)
    assert (row.client_id, row.reporter_id, row.fingerprint) == (client_id, None, None)
    assert [item["mine"] for item in reports.of_team(TEAM, people.wu, limit=20, cursor=None).items] == [False]
