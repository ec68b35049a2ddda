"""The five stages, one after the other, none too early: the rules as a table, and as somebody's way."""

from datetime import date, timedelta

import pytest

from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.development import actions, events, stages
from service.development.actions.noting import AlreadyExtended
from service.development.queries import belongs, showing
from service.development.stages import Due, Ending, Stage
from service.party.actions import members as roster
from service.party.actions.members import AlreadyMember
from service.party.queries import members
from tests.development.conftest import REACHED, TODAY

DAY = date(2025, 3, 4)


@pytest.mark.parametrize(("stage", "due", "on"), [
    (Stage.APPLICANT, Due.TALK, date(2025, 4, 4)), (Stage.ACTIVIST, Due.ASSESSMENT, date(2025, 9, 4)),
    (Stage.DEVELOPMENT_TARGET, None, None), (Stage.PROBATIONARY, Due.DISCUSSION, date(2026, 3, 4)),
    (Stage.FULL, None, None)])
def test_each_stage_has_its_next_due(stage, due, on):
    assert stages.due_after(stage, DAY) == (due, on)


@pytest.mark.parametrize("stage", list(Stage)[:-1])
@pytest.mark.parametrize("wanted", list(Stage))
def test_only_the_next_stage_may_be_reached(stage, wanted):
    flaw = stages.flaw(stage, DAY, wanted, date(2030, 1, 1), None)

    assert (flaw is None) == (list(Stage).index(wanted) == list(Stage).index(stage) + 1)


@pytest.mark.parametrize(("stage", "wanted", "first"), [
    (Stage.APPLICANT, Stage.ACTIVIST, DAY), (Stage.ACTIVIST, Stage.DEVELOPMENT_TARGET, date(2026, 3, 4)),
    (Stage.DEVELOPMENT_TARGET, Stage.PROBATIONARY, DAY), (Stage.PROBATIONARY, Stage.FULL, date(2026, 3, 4))])
def test_a_stage_lasts_as_long_as_the_rules_want(stage, wanted, first):
    day_before = first - timedelta(days=1)

    assert stages.flaw(stage, DAY, wanted, first, None) is None
    assert stages.flaw(stage, DAY, wanted, day_before, None)[0] == "on"


def test_an_extended_probation_ends_later():
    until = date(2026, 9, 4)

    assert stages.flaw(Stage.PROBATIONARY, DAY, Stage.FULL, until - timedelta(days=1), until)
    assert stages.flaw(Stage.PROBATIONARY, DAY, Stage.FULL, until, until) is None


@pytest.mark.parametrize(("until", "fits"), [
    (date(2026, 9, 3), False), (date(2026, 9, 4), True), (date(2027, 3, 4), True), (date(2027, 3, 5), False)])
def test_probation_is_extended_by_half_a_year_to_a_year(until, fits):
    assert (stages.extension_flaw(date(2026, 3, 4), until) is None) is fits


def test_somebody_goes_the_whole_way(branch):
    heard = []
    events.stage_reached.connect(note := lambda candidate: heard.append(candidate.stage))

    number = branch.at(Stage.FULL)

    shown = showing.detail(number, branch.person("lin"))
    assert (shown["state"], shown["next_due_on"], shown["contacts"]) == ("full", None, [])
    assert [(one["stage"], one["on"]) for one in shown["stages"]] == [
        ("applicant", "2022-03-04"), *((stage, on.isoformat()) for stage, on in REACHED)]
    assert heard == list(Stage)
    del note


def test_no_stage_is_skipped_nor_reached_tomorrow_nor_before_the_last(branch):
    number = branch.apply()

    for stage, on in ((Stage.DEVELOPMENT_TARGET, TODAY), (Stage.ACTIVIST, TODAY + timedelta(days=1)),
                      (Stage.ACTIVIST, TODAY - timedelta(days=1))):
        with pytest.raises(Invalid):
            actions.reach(number, by=branch.person("lin"), stage=stage, on=on)

    assert branch.row(number).stage is Stage.APPLICANT


def test_an_activist_of_less_than_a_year_is_no_development_target(branch):
    number = branch.apply(on=date(2025, 1, 1))
    actions.reach(number, by=branch.person("lin"), stage=Stage.ACTIVIST, on=date(2025, 3, 5))

    with pytest.raises(Invalid) as refused:
        actions.reach(number, by=branch.person("lin"), stage=Stage.DEVELOPMENT_TARGET, on=TODAY)

    assert refused.value.extra["fields"]["on"] == ["入党积极分子的培养教育和考察要到 2026-03-05 才满，不能更早。"]


def test_a_probationary_member_comes_on_the_roster_of_the_branch(branch, town):
    number = branch.at(Stage.PROBATIONARY, phone="19000000002")

    member = members.with_phone("19000000002")

    assert (member.name, member.branch_id, member.joined_on) == ("文小英", town.branch("village").id, date(2025, 3, 4))
    assert branch.row(number).member_id == member.id


def test_who_stands_on_another_roster_does_not_come_on_this_one(branch, town):
    number = branch.at(Stage.DEVELOPMENT_TARGET, phone="19000000031")
    roster.enrol(name="文小英", phone="19000000031", branch=town.branch("community"), by=None)

    with pytest.raises(AlreadyMember):
        actions.reach(number, by=branch.person("lin"), stage=Stage.PROBATIONARY, on=TODAY)

    assert branch.row(number).stage is Stage.DEVELOPMENT_TARGET


def test_an_activist_needs_a_contact_person(branch):
    number = branch.apply(contacts=[])

    with pytest.raises(Invalid) as refused:
        actions.reach(number, by=branch.person("lin"), stage=Stage.ACTIVIST, on=TODAY)

    assert list(refused.value.extra["fields"]) == ["contacts"]


def test_contact_persons_are_at_most_two_members_of_the_branch(branch):
    for names in (["王师傅"], ["胡院长", "游建国", "余秀兰"], ["胡院长", "胡院长"]):
        with pytest.raises(Invalid):
            branch.apply(contacts=[branch.member(name) for name in names])


def test_a_probationary_member_accompanies_nobody(branch):
    branch.at(Stage.PROBATIONARY, name="文大山", phone="19000000002")

    with pytest.raises(Invalid):
        branch.apply(contacts=[branch.member("文大山")])


def test_a_talk_is_done_once_and_an_assessment_every_half_year(branch):
    number, lin = branch.apply(on=date(2025, 1, 4)), branch.person("lin")
    actions.do(number, by=lin, on=date(2025, 2, 1))
    with pytest.raises(WrongMoment):
        actions.do(number, by=lin, on=date(2025, 2, 2))
    actions.reach(number, by=lin, stage=Stage.ACTIVIST, on=date(2025, 3, 4))
    actions.do(number, by=branch.person("hu"), on=date(2025, 9, 1))

    shown = showing.detail(number, lin)

    assert [(one["due"], one["on"]) for one in shown["dues"]] == [("talk", "2025-02-01"), ("assessment", "2025-09-01")]
    assert (shown["next_due"], shown["next_due_on"], shown["overdue"]) == ("assessment", "2026-03-01", True)


def test_probation_is_extended_once_and_only_when_it_is_over(branch, clock):
    number, lin = branch.at(Stage.PROBATIONARY), branch.person("lin")
    clock.shift(timedelta(days=-1))
    with pytest.raises(WrongMoment):
        actions.extend(number, by=lin, until=date(2026, 9, 4))
    clock.shift(timedelta(days=1))

    actions.extend(number, by=lin, until=date(2026, 9, 4))

    with pytest.raises(AlreadyExtended):
        actions.extend(number, by=lin, until=date(2027, 3, 4))
    shown = showing.detail(number, lin)
    assert (shown["probation_until"], shown["next_due_on"]) == ("2026-09-04", "2026-09-04")


def test_nobody_but_a_probationary_member_is_extended(branch):
    with pytest.raises(WrongMoment):
        actions.extend(branch.apply(), by=branch.person("lin"), until=TODAY + timedelta(days=200))


@pytest.mark.parametrize("reason", list(Ending))
def test_who_ends_goes_no_further(branch, reason):
    number, lin = branch.apply(), branch.person("lin")

    actions.end(number, by=lin, reason=reason, on=TODAY, remark="本人提出")

    shown = showing.detail(number, lin)
    assert (shown["state"], shown["ended_because"], shown["next_due"], shown["contacts"]) == (
        "ended", reason, None, [])
    with pytest.raises(WrongMoment):
        actions.reach(number, by=lin, stage=Stage.ACTIVIST, on=TODAY)


def test_a_probationary_member_who_is_cancelled_leaves_the_roster(branch):
    number = branch.at(Stage.PROBATIONARY, phone="19000000002")

    actions.end(number, by=branch.person("lin"), reason=Ending.CANCELLED, on=TODAY)

    assert members.with_phone("19000000002") is None


def test_a_probationary_member_taken_off_the_roster_goes_no_further(branch, town):
    number = branch.at(Stage.PROBATIONARY, phone="19000000002")

    roster.leave(members.with_phone("19000000002"), on=TODAY, by=None)

    assert branch.row(number).ended_because is Ending.MOVED_AWAY


def test_only_the_secretary_takes_somebody_on(branch):
    for by in ("hu", "zhang", "wu", "zheng", "feng", "li"):
        with pytest.raises(Forbidden):
            branch.apply(by=by)


def test_a_group_is_of_the_branch(branch, town):
    with pytest.raises(Invalid):
        branch.apply(group_code="demo-group-9")
    number = branch.apply(group_code="demo-group-1")

    assert belongs(number, branch.row(number).branch_id)
    assert not belongs(number, town.branch("community").id)


def test_a_stale_correction_is_refused(branch):
    number, lin = branch.apply(), branch.person("lin")
    actions.correct(number, by=lin, name="文晓英", seen=1)

    with pytest.raises(Stale):
        actions.correct(number, by=lin, name="文小鹰", seen=1)

    assert branch.row(number).name == "文晓英"


@pytest.mark.only_postgresql
def test_a_stage_is_reached_once_by_two_at_a_time(branch, run_together):
    number, lin = branch.apply(), branch.person("lin")

    done = run_together([lambda: actions.reach(number, by=lin, stage=Stage.ACTIVIST, on=TODAY)] * 2)

    assert sorted(isinstance(one, Invalid) for one in done) == [False, True]
