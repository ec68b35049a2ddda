"""What was decided, and what became of it, stands on the next day's agenda by itself."""

import pytest

from service.courtyard.actions import decisions
from service.courtyard.queries import days as queries
from service.courtyard.queries.agenda import agenda
from service.feedback import actions as feedback
from service.organization.actions import grants
from service.organization.models import Role
from tests.courtyard.conftest import OTHER_GROUP, decided
from tests.courtyard.notebook import opinion


@pytest.fixture
def april(fixed):
    """The first group's day in April; on 5 March two matters were decided, and the first is done."""
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided("d1", "清理排水沟"), decided("d2", "修缮晒坝", "游建国"))
    decisions.complete(fixed.decisions()[0].id, by=fixed.by("hu"), text="清好了")
    return fixed.day("2026-04")


def _what(fixed, month):
    found = agenda(fixed.day(month))
    return [[one["what"] for one in found[kind]] for kind in ("open_decisions", "finished_decisions")]


def test_open_matters_and_finished_ones_stand_on_the_next_agenda(fixed, april):
    assert _what(fixed, "2026-04") == [["修缮晒坝"], ["清理排水沟"]]
    assert agenda(april)["finished_decisions"][0]["done_text"] == "清好了"


def test_a_day_talks_neither_of_its_own_decisions_nor_of_later_ones(fixed, april):
    assert _what(fixed, "2026-03") == [[], []]
    fixed.go_to(2026, 4, 5)
    fixed.hold("2026-04", decided("d3", "装路灯"))

    assert _what(fixed, "2026-03") == [[], []]


def test_what_was_read_out_stays_with_its_day_and_comes_no_more(fixed, april):
    fixed.go_to(2026, 4, 5)
    decisions.read_out(fixed.hold("2026-04"), [fixed.decisions()[0].id])

    assert _what(fixed, "2026-04") == [["修缮晒坝"], ["清理排水沟"]]
    assert _what(fixed, "2026-05") == [["修缮晒坝"], []]


def test_what_was_not_read_out_comes_again(fixed, april):
    fixed.go_to(2026, 4, 5)
    fixed.hold("2026-04")

    assert _what(fixed, "2026-04")[1] == []
    assert _what(fixed, "2026-05")[1] == ["清理排水沟"]


def test_what_was_done_after_a_day_waits_for_the_next_one_though_the_day_is_recorded_late(fixed, april):
    fixed.go_to(2026, 4, 7)
    decisions.complete(fixed.decisions()[1].id, by=fixed.by("hu"), text="晒坝修好了")
    assert _what(fixed, "2026-04") == [[], ["清理排水沟"]]

    decisions.read_out(fixed.hold("2026-04"), [one.id for one in fixed.decisions()])

    assert _what(fixed, "2026-05") == [[], ["修缮晒坝"]]


def test_a_dropped_matter_is_told_too(fixed, april):
    decisions.drop(fixed.decisions()[1].id, by=fixed.by("hu"), reason="镇里统一改造")

    assert _what(fixed, "2026-04") == [[], ["清理排水沟", "修缮晒坝"]]


def test_another_groups_matters_stay_with_it(fixed, april):
    fixed.fix(group=OTHER_GROUP)

    assert agenda(fixed.day("2026-04", group=2)) == {"open_decisions": [], "finished_decisions": [], "opinions": []}


@pytest.mark.parametrize(("name", "who"), [("hu", "游建国"), ("feng", "游*")])
def test_names_on_it_are_masked_for_who_has_no_need(fixed, april, name, who):
    assert queries.detail(april.id, fixed.by(name))["agenda"]["open_decisions"][0]["who"] == who


def test_a_day_with_its_agenda_costs_few_statements(fixed, april, statements):
    hu = fixed.by("hu")
    with statements() as sent:
        queries.detail(april.id, hu)

    assert len(sent) <= 4


def test_an_answered_opinion_stands_on_the_next_agenda_by_itself_until_it_was_read_out(fixed, notebook, town):
    fixed.go_to(2026, 3, 5)
    notebook.submitted(day_id=fixed.day("2026-03").id, items=[opinion()])
    number, worker = notebook.tickets()[0].number, fixed.by("zhou")
    assert agenda(fixed.day("2026-04"))["opinions"] == []

    grants.give(Role.COMMUNITY_WORKER, worker.account_id, town.place("village"), by=None)
    feedback.reject(number, by=fixed.by("zhou"), reason_code="not_ours", reason="归公路局管", other_channel="12345")

    april = queries.detail(fixed.day("2026-04").id, fixed.by("hu"))["agenda"]["opinions"]
    assert [(one["number"], one["state"], one["outcome"]) for one in april] == [(number, "closed", "rejected")]
    told = [letter.body for letter in fixed.wake(2026, 4, 2) if letter.kind == "day_announced"]
    assert "1 件群众意见的答复" in told[0] and opinion()["text"] not in told[0]
    fixed.go_to(2026, 4, 5)
    notebook.submitted(day_id=fixed.day("2026-04").id)
    assert [agenda(fixed.day(month))["opinions"] for month in ("2026-04", "2026-05")] == [[], []]
