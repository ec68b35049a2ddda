"""Once a year the community writes, the unit acknowledges, the member reads and answers; nothing is graded."""

from datetime import date

import pytest

from service.accounts.actions.erasing import erase
from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.core.personal import ERASED
from service.membership.actions import ending
from service.membership.actions import feedback as actions
from service.membership.models.feedback import FeedbackState, NoteKind
from service.membership.queries import feedback as queries

YEAR = {"name": "2026 年度", "begins": date(2026, 1, 1), "ends": date(2026, 12, 31), "write_by": date(2027, 1, 31)}


@pytest.fixture
def year(people):
    """The id of a period that has begun."""
    return actions.create_period(by=people.zheng, **YEAR).id


@pytest.fixture
def accepted(registry):
    """The id of 李阿姨's accepted registration."""
    return registry.accept("li").id


@pytest.fixture
def written(people, year, accepted):
    """`(registration, period)` of a feedback that was written."""
    actions.write(accepted, year, by=people.zhang, text="帮老人换了灯泡。", took_part="yes")
    return accepted, year


@pytest.fixture
def acknowledged(people, written):
    """The same, acknowledged by the unit."""
    actions.acknowledge(*written, by=people.he, remark="已阅")
    return written


def test_the_three_read_what_was_written(people, written):
    for reader in (people.li, people.zhou, people.he):
        shown = queries.feedback(*written, reader)

        assert (shown["state"], shown["text"], shown["took_part"]) == (
            FeedbackState.WRITTEN, "帮老人换了灯泡。", "yes")


@pytest.mark.parametrize("who", ["far", "wu", "zheng", "feng", "wang", "lin", "chen"])
def test_nobody_else_reads_it(people, written, who):
    with pytest.raises(NotFound):
        queries.feedback(*written, getattr(people, who))


def test_member_and_unit_hear_of_it(registry, written):
    assert registry.heard("feedback_written") == ["li"]
    assert registry.heard("feedback_to_acknowledge") == ["he"]


def test_a_unit_hears_once_a_day_however_many_are_written(registry, people, written):
    actions.write(registry.accept("wang").id, written[1], by=people.zhang, text="参加了清理。")

    assert registry.heard("feedback_to_acknowledge") == ["he"]


def test_until_it_is_acknowledged_it_can_be_rewritten(people, written):
    actions.write(*written, by=people.zhou, text="换了灯泡，也修了门。", seen=1)

    assert queries.feedback(*written, people.li)["text"] == "换了灯泡，也修了门。"


def test_a_stale_page_overwrites_nothing(people, written):
    with pytest.raises(Stale):
        actions.write(*written, by=people.zhou, text="别的", seen=0)


def test_acknowledged_the_text_is_fixed_and_a_correction_stands_beside_it(people, acknowledged):
    with pytest.raises(WrongMoment) as refused:
        actions.write(*acknowledged, by=people.zhang, text="改一改")
    actions.correct(*acknowledged, by=people.zhang, text="是两次，不是一次。")

    shown = queries.feedback(*acknowledged, people.li)
    assert refused.value.code == "feedback_acknowledged"
    assert (shown["text"], shown["remark"]) == ("帮老人换了灯泡。", "已阅")
    assert [(note["kind"], note["text"]) for note in shown["notes"]] == [
        (NoteKind.CORRECTION, "是两次，不是一次。")]


def test_before_it_is_acknowledged_no_correction_is_needed(people, written):
    with pytest.raises(WrongMoment) as refused:
        actions.correct(*written, by=people.zhang, text="更正")

    assert refused.value.code == "feedback_not_acknowledged"


def test_it_is_acknowledged_once(people, acknowledged):
    with pytest.raises(WrongMoment):
        actions.acknowledge(*acknowledged, by=people.he)


def test_what_is_not_written_is_not_acknowledged(people, year, accepted):
    with pytest.raises(WrongMoment) as refused:
        actions.acknowledge(accepted, year, by=people.he)

    assert refused.value.code == "feedback_not_written"


def test_the_member_answers_and_both_hear(registry, people, written):
    actions.reply(*written, by=people.li, text="谢谢，还参加了巡防。")

    assert queries.feedback(*written, people.he)["notes"][0]["text"] == "谢谢，还参加了巡防。"
    assert registry.heard("feedback_replied") == ["zhang", "zhou", "he"]


def test_answers_have_an_end(people, written):
    for number in range(actions.MOST_NOTES):
        actions.reply(*written, by=people.li, text=f"再说一点 {number}")

    with pytest.raises(WrongMoment) as refused:
        actions.reply(*written, by=people.li, text="还有")

    assert refused.value.code == "too_many_notes"


@pytest.mark.parametrize(("act", "who", "refusal"), [
    ("write", "he", Forbidden), ("write", "li", Forbidden), ("write", "far", NotFound), ("write", "zheng", NotFound),
    ("acknowledge", "zhang", Forbidden), ("acknowledge", "li", Forbidden), ("acknowledge", "wu", NotFound),
    ("reply", "zhang", Forbidden), ("reply", "he", Forbidden), ("reply", "wang", NotFound),
    ("correct", "he", WrongMoment), ("correct", "far", NotFound)])  # the wrong moment comes first
def test_everybody_has_his_own_part(people, written, act, who, refusal):
    said = {} if act == "acknowledge" else {"text": "写点什么"}

    with pytest.raises(refusal):
        getattr(actions, act)(*written, by=getattr(people, who), **said)


def test_nobody_writes_or_acknowledges_about_himself(registry, people, year):
    worker, clerk = registry.accept("zhang", by="zhou").id, registry.accept("he").id
    actions.write(clerk, year, by=people.zhang, text="参加了清理。")

    with pytest.raises(Forbidden):
        actions.write(worker, year, by=people.zhang, text="我很好")
    with pytest.raises(Forbidden):
        actions.acknowledge(clerk, year, by=people.he)


def test_who_was_not_registered_in_the_period_gets_no_feedback(people, accepted):
    last = actions.create_period(by=people.zheng, name="2025 年度", begins=date(2025, 1, 1), ends=date(2025, 12, 31),
                                 write_by=date(2026, 1, 31))

    with pytest.raises(WrongMoment) as refused:
        actions.write(accepted, last.id, by=people.zhang, text="还没来")

    assert refused.value.code == "not_in_period"


def test_a_period_to_come_is_not_written_of(people, accepted):
    coming = actions.create_period(by=people.zheng, name="2027 年度", begins=date(2027, 1, 1), ends=date(2027, 12, 31),
                                   write_by=date(2028, 1, 31))

    with pytest.raises(WrongMoment):
        actions.write(accepted, coming.id, by=people.zhang, text="先写着")


def test_who_moved_away_in_the_year_may_be_written_of_but_is_not_asked_for(people, year, accepted):
    ending.end(accepted, by=people.li)

    assert queries.yearly_feedback(people.zhang, view="place", state=FeedbackState.OPEN).items == []
    assert actions.write(accepted, year, by=people.zhang, text="上半年帮了不少忙。").version == 1


def test_lists_show_what_is_open_written_and_acknowledged(registry, people, acknowledged):
    fresh = registry.accept("wang").id

    def found(who, **asked):
        page = queries.yearly_feedback(getattr(people, who), **asked)
        return [(item["registration_id"], item["state"]) for item in page.items]

    done, waiting = (acknowledged[0], FeedbackState.ACKNOWLEDGED), (fresh, FeedbackState.OPEN)
    assert found("zhang", view="place") == [waiting, done]
    assert found("he", view="unit", state=FeedbackState.OPEN) == [waiting]
    assert found("zhou", view="place", state=FeedbackState.ACKNOWLEDGED) == [done]
    assert found("li") == [done]
    assert found("far", view="place") == found("wu", view="place") == found("zheng", view="place") == []


def test_a_page_of_feedback_costs_three_statements(registry, people, written, statements):
    for number in range(4):
        registry.accept(("wang", "zhao", "sun", "qian")[number], "building_2")
    worker = people.zhang
    with statements() as sent:
        page = queries.yearly_feedback(worker, view="place", limit=3)
    rest = queries.yearly_feedback(worker, view="place", limit=3, cursor=page.next)

    assert len(sent) <= 3
    assert len(page.items) + len(rest.items) == 5


@pytest.mark.parametrize("change", [{"ends": date(2025, 12, 31)}, {"write_by": date(2026, 12, 30)}])
def test_a_period_has_its_days_in_order(people, change):
    with pytest.raises(Invalid):
        actions.create_period(by=people.zheng, **YEAR | change)


@pytest.mark.parametrize(("begins", "ends"), [("0001-01-01", "0001-12-31"), ("9999-01-01", "9999-12-31")])
def test_a_period_lies_in_years_somebody_lives_in(client, town, begins, ends):
    answer = client.post("/api/v1/feedback-periods", headers=town.sign_in("admin-zheng"),
                         json={"name": "很久", "begins": begins, "ends": ends, "write_by": ends})

    assert (answer.status_code, sorted(answer.json["fields"])) == (422, ["begins", "ends", "write_by"])


@pytest.mark.parametrize("who", ["zhang", "wu", "he", "feng"])
def test_only_the_district_opens_a_period(people, who):
    with pytest.raises(Forbidden):
        actions.create_period(by=getattr(people, who), **YEAR)


def test_a_file_says_in_words_how_a_feedback_stands(client, town, written):
    rows = client.get("/api/v1/yearly-feedback?view=unit&state=written&format=csv",
                      headers=town.sign_in("unit-he")).text

    assert "待单位确认" in rows and "written" not in rows and "yes" not in rows


def test_a_period_is_opened_once(people, year):
    with pytest.raises(WrongMoment) as refused:
        actions.create_period(by=people.zheng, **YEAR)

    assert refused.value.code == "period_exists"


def test_who_leaves_takes_with_him_what_was_said_of_him(people, written):
    actions.reply(*written, by=people.li, text="我自己的话")
    erase(by=people.li)

    shown = queries.feedback(*written, people.zhang)

    assert (shown["text"], shown["notes"][0]["text"]) == (ERASED, ERASED)
    assert shown["written_at"] is not None
