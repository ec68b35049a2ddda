"""What became of reports: for the sender, and for the team without a word on who sent which."""

import pytest

from service.core.errors import Forbidden, NotFound
from service.feedback import actions as feedback
from service.feedback.routing import Queue
from service.volunteering import actions
from service.volunteering.kinds import Kind
from service.volunteering.queries import reports
from tests.volunteering.conftest import TEAM

ONLY_SQLITE = True


@pytest.fixture(autouse=True)
def team(riders):
    """A team of the town's with 李阿姨 and 孙师傅."""
    riders.team()
    riders.joined("li")
    riders.joined("sun")


@pytest.fixture
def mine(people):
    """What one sees of his own reports."""
    return lambda name: reports.mine(getattr(people, name), limit=20, cursor=None).items


@pytest.fixture
def of_team(people):
    """What one sees of the team's reports."""
    return lambda name: reports.of_team(TEAM, getattr(people, name), limit=20, cursor=None).items


def test_the_team_reads_what_became_of_it_and_not_who_sent_it(riders, life, of_team):
    number = riders.ticket(riders.report(text="李家门口")).number
    life.answer(number, text="给李家门口补好了", public_note="路已经补好")

    (seen,) = of_team("sun")

    assert (seen["number"], seen["state"], seen["answer"]) == (number, "answered", "路已经补好")
    assert (seen["mine"], seen["client_id"]) == (False, None)
    assert "李" not in str(seen)


def test_he_knows_his_own(riders, of_team):
    client_id = riders.report()

    assert [(one["mine"], one["client_id"]) for one in of_team("li")] == [(True, client_id)]


@pytest.mark.parametrize(("name", "may"), [("li", True), ("sun", True), ("wu", True), ("zheng", True),
                                           ("zhang", False), ("feng", False), ("qian", False), ("chen", False)])
def test_the_team_and_the_town_read_the_teams_reports(riders, of_team, name, may):
    riders.report()
    if may:
        assert len(of_team(name)) == 1
    else:
        with pytest.raises(Forbidden):
            of_team(name)


def test_who_left_reads_his_own_only(riders, people, of_team, mine):
    riders.report()
    riders.report("sun")
    actions.leave(TEAM, 1, by=people.li)

    assert len(mine("li")) == 1
    with pytest.raises(Forbidden):
        of_team("li")


def test_what_was_sent_before_he_joined_is_not_the_teams(riders, of_team):
    riders.report("qian")
    riders.joined("qian")

    assert of_team("sun") == []


def test_what_is_sent_by_who_only_asked_or_has_left_is_not_the_teams(riders, people, of_team):
    asked = riders.asked("qian")
    riders.report("qian")
    actions.accept(TEAM, asked, by=people.wu)
    actions.leave(TEAM, asked, by=people.qian)
    riders.report("qian")

    assert of_team("sun") == []


def test_it_is_a_report_of_each_of_his_teams(riders, people):
    riders.team("other-team")
    riders.joined("li", "other-team")
    riders.report()

    seen = [reports.of_team(code, people.wu, limit=20, cursor=None).items for code in (TEAM, "other-team")]
    assert [len(items) for items in seen] == [1, 1]


def test_the_rights_of_a_rider_are_his_own_matter(riders, of_team, mine):
    riders.report(kind=Kind.NEED_RIGHTS)

    assert (of_team("sun"), len(mine("li"))) == ([], 1)


def test_what_was_done_for_a_person_is_read_by_the_sender_alone(riders, life, of_team, mine):
    life.answer(riders.ticket(riders.report(kind=Kind.HELP_NEEDED, text="老人提不动")).number, by="wang")

    assert (of_team("sun")[0]["answer"], mine("li")[0]["answer"]) == (None, "已修好")


def test_the_team_reads_nothing_of_an_answer_that_was_the_senders_alone(riders, people, life, of_team, mine):
    of_a_neighbour, number = life.submit(by="chen", queue=Queue.COMMUNITY), riders.ticket(riders.report()).number
    feedback.merge(number, by=people.zhang, into=of_a_neighbour)
    life.answer(of_a_neighbour, text="给3单元501疏通了")

    assert (of_team("sun")[0]["answer"], mine("li")[0]["answer"]) == (None, "给3单元501疏通了")


def test_an_answer_that_did_not_solve_it_is_no_longer_shown(riders, life, mine):
    number = riders.ticket(riders.report()).number
    life.reopened(number, times=1)

    assert (mine("li")[0]["state"], mine("li")[0]["answer"]) == ("claimed", None)


def test_the_answer_to_the_ticket_it_was_joined_with_is_its_answer(riders, people, life, mine):
    number = riders.ticket(riders.report()).number
    primary = life.submit(by="chen", queue=Queue.COMMUNITY)
    feedback.merge(number, by=people.zhang, into=primary)
    life.answer(primary)

    assert (mine("li")[0]["outcome"], mine("li")[0]["answer"]) == ("merged", "已修好")


def test_a_page_costs_the_same_however_long(riders, people, life, statements):
    counts = []
    for number in range(5):
        life.answer(riders.ticket(riders.report()).number)
        if number in (0, 4):
            li = people.li
            with statements() as sent:
                reports.of_team(TEAM, li, limit=20, cursor=None)
            counts.append(len(sent))

    assert counts[0] == counts[1] <= 4


def test_pages_follow_each_other(riders, people):
    sent = [riders.report() for _ in range(5)]
    seen, cursor = [], None
    for _ in range(3):
        page = reports.mine(people.li, limit=2, cursor=cursor)
        seen, cursor = seen + [item["client_id"] for item in page.items], page.next

    assert (seen, cursor) == (sent[::-1], None)


def test_nobody_reads_the_report_of_another_by_its_id(riders, people):
    client_id = riders.report()

    with pytest.raises(NotFound):
        reports.one(client_id, people.sun)


def test_a_volunteer_without_a_team_reports_too(riders, of_team):
    riders.report("qian")

    assert of_team("wu") == []
