"""What was decided is followed until it is done or dropped, and read out once."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.accounts import events as accounts
from service.core.database import atomic, db
from service.core.errors import Forbidden, Stale, WrongMoment
from service.courtyard.actions import decisions
from service.courtyard.models import DecisionState
from service.courtyard.queries import decisions as queries
from service.courtyard.queries.decisions import UnknownDecision
from service.party.models import PartyMember
from tests.courtyard.conftest import OTHER_GROUP, decided


@pytest.fixture
def ditch(fixed, joined):
    """The id of 游建国's ditch, decided on 5 March, due on the 20th."""
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided(what="清理排水沟", who="游建国", due_on=date(2026, 3, 20)))
    return fixed.decisions()[0].id


def _enter(fixed, *items):
    fixed.hold("2026-03", *items)


def test_a_decision_knows_its_day_its_place_and_whom_it_names(fixed, ditch, town):
    one = fixed.decisions()[0]

    assert (one.day_id, one.group_id, one.community_id, one.town_id, one.log_client_id, one.state) == (
        fixed.day("2026-03").id, town.group(1).id, town.place("village").id, town.place("town").id, "log-2026-03",
        DecisionState.OPEN)
    assert one.account_id == town.account("resident-chen").id


def test_handed_in_twice_it_is_entered_once(fixed, ditch):
    _enter(fixed, decided(what="清理排水沟", who="游建国", due_on=date(2026, 3, 20)))

    assert [one.id for one in fixed.decisions()] == [ditch]


def test_handed_in_again_it_is_corrected_and_what_is_left_out_goes(fixed, ditch):
    _enter(fixed, decided(what="清理两条排水沟", who="蒲永福"), decided("d2"))
    assert [(one.what, one.who, one.account_id, one.due_on, one.wake_on) for one in fixed.decisions()] == [
        ("清理两条排水沟", "蒲永福", None, None, None), ("清理排水沟", "胡院长", fixed.by("hu").account_id, None, None)]

    _enter(fixed, decided("d2"))
    assert [one.client_id for one in fixed.decisions()] == ["d2"]


def test_what_is_done_stays_when_the_log_is_handed_in_again(fixed, ditch):
    decisions.complete(ditch, by=fixed.by("hu"), text="清好了")

    _enter(fixed)
    _enter(fixed, decided(what="另写一遍"))

    assert [(one.what, one.state) for one in fixed.decisions()] == [("清理排水沟", DecisionState.DONE)]


@pytest.mark.parametrize("name", ["hu", "lin", "wu", "chen"])
def test_the_lead_who_stands_above_and_the_one_named_complete_it(fixed, ditch, name):
    decisions.complete(ditch, by=fixed.by(name), text="清好了")

    one = fixed.decisions()[0]
    assert (one.state, one.ended_on, one.done_text, one.wake_on, one.ended_by_id) == (
        DecisionState.DONE, date(2026, 3, 5), "清好了", None, fixed.by(name).account_id)


@pytest.mark.parametrize(("name", "refusal"), [("feng", Forbidden), ("chen", Forbidden), ("li", UnknownDecision),
                                               ("zhang", UnknownDecision)])
def test_dropping_is_for_the_lead_and_who_stands_above(fixed, ditch, name, refusal):
    with pytest.raises(refusal):
        decisions.drop(ditch, by=fixed.by(name), reason="不办了")


def test_a_dropped_one_says_why_and_is_done_with(fixed, ditch):
    decisions.drop(ditch, by=fixed.by("hu"), reason="镇里统一改造")

    assert (fixed.decisions()[0].state, fixed.decisions()[0].reason) == (DecisionState.DROPPED, "镇里统一改造")
    with pytest.raises(WrongMoment):
        decisions.complete(ditch, by=fixed.by("hu"), text="清好了")


def test_another_version_is_refused(fixed, ditch):
    with pytest.raises(Stale):
        decisions.complete(ditch, by=fixed.by("hu"), text="清好了", seen=9)


def test_an_overdue_one_reminds_the_lead_and_the_one_named_once(fixed, ditch):
    assert fixed.wake(2026, 3, 20) == []

    told = fixed.wake(2026, 3, 21)

    assert sorted(fixed.name_of(letter.account_id) for letter in told) == ["chen", "hu"]
    assert "清理排水沟" in told[0].body and "1 天" in told[0].body
    assert [letter for letter in fixed.wake(2026, 3, 28) if letter.kind == "decision_overdue"] == []


def test_one_that_is_done_reminds_nobody(fixed, ditch):
    decisions.complete(ditch, by=fixed.by("hu"), text="清好了")

    assert fixed.wake(2026, 3, 21) == []


def test_a_name_two_members_bear_is_nobodys_account(fixed, joined, town):
    with atomic():
        db.session.execute(sa.update(PartyMember).where(PartyMember.name == "余秀兰").values(name="游建国"))
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided(who="游建国"))

    assert fixed.decisions()[0].account_id is None


@pytest.mark.parametrize(("state", "found"), [("open", ["d3", "d2"]), ("overdue", ["d2"]), ("done", ["d1"]),
                                              ("dropped", []), (None, ["d3", "d2", "d1"])])
def test_lists_by_state(fixed, state, found):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided("d1"), decided("d2", due_on=date(2026, 3, 20)),
               decided("d3", due_on=date(2026, 3, 21)))
    decisions.complete(fixed.decisions()[0].id, by=fixed.by("hu"), text="好了")
    fixed.go_to(2026, 3, 21)

    names = {one.id: one.client_id for one in fixed.decisions()}
    page = queries.decisions(fixed.by("lin"), state=state, place="500115001201")
    assert [names[one["id"]] for one in page.items] == found


@pytest.mark.parametrize(("name", "who"), [("hu", "游建国"), ("lin", "游建国"), ("chen", "游建国"), ("wu", "游*"),
                                           ("feng", "游*")])
def test_the_one_named_is_masked_for_who_has_no_need(fixed, ditch, name, who):
    assert queries.detail(ditch, fixed.by(name))["who"] == who


def test_decisions_of_another_group_are_not_seen(fixed, ditch):
    assert queries.decisions(fixed.by("hu"), group=OTHER_GROUP).items == []
    assert queries.decisions(fixed.by("zhang")).items == []


def test_a_page_costs_the_same_however_long(fixed, statements):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", *(decided(f"d{n}") for n in range(30)))
    lin = fixed.by("lin")
    with statements() as few:
        queries.decisions(lin, limit=1)
    with statements() as many:
        assert len(queries.decisions(lin, limit=30).items) == 30

    assert len(few) == len(many) == 1


def test_a_finished_one_is_read_out_once(fixed, ditch):
    decisions.complete(ditch, by=fixed.by("hu"), text="清好了")
    fixed.go_to(2026, 4, 5)
    april = fixed.hold("2026-04")

    assert decisions.read_out(april, [ditch]) == 1
    assert decisions.read_out(fixed.day("2026-05"), [ditch]) == 0
    assert fixed.decisions()[0].read_out_day_id == april.id


def test_open_ones_and_those_of_another_group_are_not_read_out(fixed, ditch):
    fixed.fix(group=OTHER_GROUP)
    april, other = fixed.day("2026-04"), fixed.day("2026-04", group=2)
    assert decisions.read_out(april, [ditch]) == 0

    decisions.complete(ditch, by=fixed.by("hu"), text="清好了")
    assert decisions.read_out(other, [ditch]) == 0


def test_who_leaves_is_named_no_more(fixed, ditch, town):
    account = town.account("resident-chen")
    assert [answer["decisions"][0]["who"] for _f, answer in accounts.data_asked.send(account)
            if answer and "decisions" in answer] == ["游建国"]

    with atomic():
        accounts.account_erased.send(account)

    assert (fixed.decisions()[0].who, fixed.decisions()[0].account_id) == ("已注销", None)


def test_who_leaves_is_named_no_more_in_the_log_either(notebook):
    decided = [{"client_id": name, "what": "清沟", "who": who} for name, who in (("d1", "胡院长"), ("d2", "游建国"))]
    client_id = notebook.approved(decisions=decided)

    decisions.anonymise(notebook.by("hu").account_id)

    assert [one["who"] for one in notebook.read(client_id, "lin")["decisions"]] == ["已注销", "游建国"]


@pytest.mark.only_postgresql
def test_completed_and_dropped_at_once_is_one_of_both(fixed, ditch, run_together):
    hu, lin = fixed.by("hu"), fixed.by("lin")

    done = run_together([lambda: decisions.complete(ditch, by=hu, text="好了") and None,
                         lambda: decisions.drop(ditch, by=lin, reason="不办了") and None])

    assert [isinstance(one, WrongMoment) for one in done].count(True) == 1
