"""Who hears of a day, and when: the group before it, the lead and the secretary once when nobody recorded it."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions import days, waking
from service.courtyard.models import PartyMassDay, Reason
from service.party.models import Leadership, MemberHousehold, Office, PartyMember
from tests.courtyard.conftest import decided, letters


def _who(fixed, written):
    return sorted((fixed.name_of(letter.account_id), letter.kind) for letter in written)


@pytest.fixture
def april(fixed):
    """The id of the first group's day on 5 April."""
    return fixed.day("2026-04").id


@pytest.fixture
def head(town):
    """Zhao of the unit heads a household of the group, and is on the roster of no group."""
    with atomic() as session:
        house = MemberHousehold(code="house-3", name="赵家中心户", group_id=town.group(1).id,
                                place_id=town.place("courtyard_1").id)
        session.add(house)
        session.flush()
        session.add(Leadership(office=Office.HOUSEHOLD_HEAD, household_id=house.id, since=date(2026, 1, 1),
                               member_id=town.member("赵师傅").id))


def test_the_group_and_the_heads_of_its_households_hear_three_days_before(fixed, joined, head):
    fixed.wake(2026, 4, 1)

    told = fixed.wake(2026, 4, 2)

    assert _who(fixed, told) == [("chen", "day_announced"), ("hu", "day_announced"), ("zhao", "day_announced")]
    assert "大屋院落党小组 4月5日（星期日）09:00 在大屋院落" in told[0].body


def test_who_has_left_the_roster_hears_nothing(fixed, joined):
    with atomic():
        db.session.execute(sa.update(PartyMember).where(PartyMember.name == "游建国")
                           .values(left_on=date(2026, 3, 1)))

    assert _who(fixed, fixed.wake(2026, 3, 4)) == [("hu", "day_announced")]


def test_it_is_told_once(fixed):
    assert len(fixed.wake(2026, 3, 4)) == 1

    assert fixed.wake(2026, 3, 4, hour=15) == []


def test_nobody_is_woken_by_a_letter(fixed):
    assert fixed.wake(2026, 3, 4, hour=7) == []
    assert len(fixed.wake(2026, 3, 4, hour=8)) == 1


def test_the_agenda_is_told_in_words(fixed):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided(what="清理排水沟"), decided("d2", what="修缮晒坝" + "很长" * 40))

    told = fixed.wake(2026, 4, 2)

    assert "还在办的事：清理排水沟；修缮晒坝" in told[0].body and "很长" * 40 not in told[0].body


def test_a_day_without_business_names_the_four_kinds(fixed):
    assert "政策宣讲、民情收集、党员发展、矛盾调解" in fixed.wake(2026, 3, 4)[0].body


def test_a_moved_day_is_told_at_once_and_again_when_it_is_near(fixed, april):
    fixed.go_to(2026, 4, 2)
    fixed.wake(2026, 4, 2)

    days.move(april, by=fixed.by("hu"), on=date(2026, 4, 20), at="19:30", reason="清明祭扫")

    moved = letters()[-1]
    assert moved.kind == "day_moved" and "原定4月5日（星期日）09:00" in moved.body and "4月20日" in moved.body
    assert fixed.wake(2026, 4, 16) == []
    assert _who(fixed, fixed.wake(2026, 4, 17)) == [("hu", "day_announced")]


def test_a_day_moved_to_a_near_date_is_told_once(fixed, april):
    fixed.go_to(2026, 4, 3)
    days.move(april, by=fixed.by("hu"), on=date(2026, 4, 6), at="09:00", reason="清明祭扫")

    assert "day_announced" not in {letter.kind for letter in fixed.wake(2026, 4, 4)}


def test_a_move_to_the_same_day_is_none(fixed, april):
    days.move(april, by=fixed.by("hu"), on=date(2026, 4, 5), at="09:00", reason="没有变")

    assert letters() == [] and fixed.day("2026-04").version == 1


def test_a_cancelled_day_is_told_and_one_recorded_later_is_not(fixed, april):
    march = fixed.day("2026-03").id
    days.not_held(march, by=fixed.by("hu"), reason_code=Reason.FARMING, reason="抢种")
    assert [letter.kind for letter in letters()] == ["day_called_off"] and "农忙，抢种" in letters()[0].body

    fixed.go_to(2026, 4, 6)
    days.not_held(april, by=fixed.by("hu"), reason_code=Reason.FARMING, reason="抢种")
    assert len(letters()) == 1


def test_a_cancelled_day_that_takes_place_after_all_is_told(fixed):
    march = fixed.day("2026-03").id
    days.not_held(march, by=fixed.by("hu"), reason_code=Reason.FARMING, reason="抢种")

    days.reopen(march, by=fixed.by("hu"), reason="雨停了")

    assert letters()[-1].kind == "day_reopened"


def test_the_lead_hears_once_after_three_days_and_the_secretary_once_after_ten(fixed):
    fixed.wake(2026, 3, 4)
    assert fixed.wake(2026, 3, 7) == []
    assert _who(fixed, fixed.wake(2026, 3, 8)) == [("hu", "day_to_record")]
    assert fixed.wake(2026, 3, 14) == []
    assert _who(fixed, fixed.wake(2026, 3, 15)) == [("lin", "day_to_record")]
    assert fixed.wake(2026, 3, 31) == []


def test_a_day_that_was_recorded_reminds_nobody(fixed):
    fixed.wake(2026, 3, 5)
    fixed.hold("2026-03")

    assert fixed.wake(2026, 3, 20) == []


def test_an_announcement_that_is_late_is_no_announcement(fixed):
    assert {letter.kind for letter in fixed.wake(2026, 4, 6)} == {"day_to_record"}  # of March; April's has passed


def test_nothing_due_costs_four_statements(fixed, statements):
    waking.run()

    with statements() as sent:
        waking.run()

    assert len(sent) <= 4


@pytest.mark.only_postgresql
def test_two_timers_at_once_tell_once(fixed, joined, run_together):
    fixed.go_to(2026, 3, 4)

    done = run_together([waking.run, waking.run])

    assert sum(one["days"] for one in done) == 1
    assert len(letters()) == 2
    assert db.session.scalar(sa.select(PartyMassDay.announced_at).where(
        PartyMassDay.month == "2026-03")) is not None


def test_an_announcement_names_no_resident(fixed):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided(what="给3组12号王大爷修水管"))

    assert "还在办的事：给3组***王*修水管" in fixed.wake(2026, 4, 2)[0].body


def test_a_reason_that_goes_to_the_whole_group_names_nobody(fixed):
    days.not_held(fixed.day("2026-03").id, by=fixed.by("hu"), reason_code=Reason.OTHER,
                  reason="李阿姨家有丧事，电话13800138000")

    assert letters()[-1].body.endswith("李*家有丧事，电话***")
