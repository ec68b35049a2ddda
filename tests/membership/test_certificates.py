"""The certificate: a member's own confirmed service on paper, and what it tells who checks it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.core.database import db
from service.core.errors import Invalid, NotFound
from service.membership import certificates
from service.membership.actions import certificates as actions
from service.membership.actions import records
from service.membership.certificates import Facts, Seal, Service
from service.membership.models.records import Certificate
from service.membership.queries import certificates as queries
from service.membership.queries.certificates import UnknownCertificate
from tests.membership.reading import pages_of

SEAL = Seal("20261122-00012345", "7K2M9QXWBA", date(2026, 11, 22), "https://example.org/c")
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 4)


def _facts(*titles, name="王师傅"):
    services = tuple(Service(number, FIRST + timedelta(days=number % 60), title, 30)
                     for number, title in enumerate(titles))
    return Facts(1, name, "长寿区某某局", "东街社区", "B-1", FIRST, LAST, services)


def _issued():
    return db.session.scalars(sa.select(Certificate).order_by(Certificate.id)).all()


def test_it_says_who_served_where_when_and_how_long(registry, served, people):
    accepted = registry.accept("li")
    record_id = served("li", minutes=90, title="修理水管")
    served("li", ref="wish:2", minutes=20, title="送药上门")
    served("li", ref="wish:3", title="还没有确认")
    served("zhao", ref="wish:4", minutes=20, title="别人的服务")
    records.correct(record_id, by=people.zhang, minutes=60, reason="路上不算")

    (page,) = pages_of(actions.certificate(by=people.li))

    text = "".join(page)
    (issued,) = _issued()
    for said in ("李阿姨", "长寿区某某局", accepted.number, "修理水管", "60", "送药上门", "2026-03-04",
                 "合计 2 次，80 分钟", "第 1 页，共 1 页", issued.number, issued.check_code,
                 f"/api/v1/certificates/{issued.number}?check={issued.check_code}"):
        assert said in text
    assert {"90", "还没有确认", "别人的服务"} & set(page) == set()


def test_both_days_count_as_local_days(served, people, frozen):
    frozen.move_to(datetime(2026, 3, 20, 4, tzinfo=UTC))
    for number, moment in enumerate((datetime(2026, 2, 28, 15, 59, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC),
                                     datetime(2026, 3, 10, 15, 59, tzinfo=UTC), datetime(2026, 3, 10, 16, tzinfo=UTC))):
        served(ref=f"wish:{number}", minutes=10, at=moment)

    facts = queries.facts(people.wang.account_id, date(2026, 3, 1), date(2026, 3, 10))

    assert [service.day for service in facts.services] == [date(2026, 3, 1), date(2026, 3, 10)]


def test_what_was_corrected_to_nothing_is_not_certified(served, people):
    record_id = served(minutes=90)
    records.correct(record_id, by=people.zhang, minutes=0, reason="没有来")

    with pytest.raises(NotFound) as refused:
        actions.certificate(by=people.wang)

    assert refused.value.code == "nothing_to_certify"
    assert _issued() == []


@pytest.mark.parametrize(("since", "until", "field"), [
    (None, LAST + timedelta(days=1), "to"), (LAST, FIRST, "from"), (date.min, LAST, "from"),
    (date(2015, 1, 1), LAST, "from"), (date.min, date.min, "from"), (date(2100, 1, 1), date.max, "to")])
def test_a_time_that_cannot_be_is_refused_by_its_field(served, people, since, until, field):
    served(minutes=90)

    with pytest.raises(Invalid) as refused:
        actions.certificate(by=people.wang, since=since, until=until)

    assert list(refused.value.extra["fields"]) == [field]


def test_the_same_facts_are_the_same_certificate_and_others_another(served, people):
    served(minutes=90)
    first = actions.certificate(by=people.wang)
    again = actions.certificate(by=people.wang)
    assert (len(_issued()), first) == (1, again)

    served(ref="wish:2", minutes=10)
    actions.certificate(by=people.wang)

    assert [one.total_minutes for one in _issued()] == [90, 100]


def test_who_holds_the_paper_learns_its_total_and_a_masked_name_and_no_more(served, people):
    served(minutes=90)
    actions.certificate(by=people.wang)
    (issued,) = _issued()

    assert queries.genuine(issued.number, issued.check_code.lower()) == {
        "number": issued.number, "name_masked": "王*", "total_minutes": 90}


@pytest.mark.parametrize("wrong", [lambda one: (one.number, "AAAAAAAAAA"), lambda one: ("20260304-00000000", "A"),
                                   lambda one: (one.number, ""), lambda one: ("\x00", one.check_code),
                                   lambda one: (one.number, "½"), lambda one: (one.number + "0", one.check_code)])
def test_a_wrong_number_or_code_says_nothing(served, people, wrong):
    served(minutes=90)
    actions.certificate(by=people.wang)

    with pytest.raises(UnknownCertificate):
        queries.genuine(*wrong(_issued()[0]))


def test_a_paper_of_who_left_is_still_ours_without_his_name(served, people):
    served(minutes=90)
    actions.certificate(by=people.wang)
    (issued,) = _issued()
    assert queries.held_on(people.wang.account_id)[0]["number"] == issued.number

    erase(by=people.wang)

    assert queries.genuine(issued.number, issued.check_code)["name_masked"] is None


@pytest.mark.only_postgresql
def test_the_same_paper_asked_for_at_once_has_one_number(served, people, run_together):
    served(minutes=90)
    facts = queries.facts(people.wang.account_id, FIRST, LAST)

    assert len(set(run_together([lambda: actions.issue(facts).number] * 4))) == 1


def test_a_long_table_goes_on_with_its_headings_and_the_pages_are_numbered():
    pages = pages_of(certificates.pdf(_facts(*(f"第{number}次服务" for number in range(120))), SEAL))

    assert len(pages) > 3
    assert ["服务内容" in page for page in pages] == [True] * len(pages)
    assert [f"第 {number} 页，共 {len(pages)} 页" in "".join(page) for number, page in enumerate(pages, 1)] == [
        True] * len(pages)
    said = [line for page in pages for line in page if line.endswith("次服务")]
    assert said == [f"第{number}次服务" for number in range(120)]
    assert any("合计 120 次，3600 分钟" in line for line in pages[-1])


def test_a_rare_character_of_the_type_is_drawn_and_one_beyond_it_is_a_box_with_a_note():
    (page,) = pages_of(certificates.pdf(_facts("给𬭎婶送药", "到𱃬湾😀打扫", name="王𬭎"), SEAL))

    assert "王𬭎" in page and "给𬭎婶送药" in page and "到□湾□打扫" in page
    assert certificates.MISSING_NOTE in page


def test_no_title_breaks_the_paper():
    titles = ["一行\n两行\t字", "‮倒着‬", "\ufeff", "é́́", "(括号)\\ 反斜线", "<b>**粗**</b>", "\U000f0000", "字" * 64,
              "x" * 64, "ﷺ العربية", "{nb}", "普通的服务"]
    said = [line for page in pages_of(certificates.pdf(_facts(*titles), SEAL)) for line in page]

    for shown in ("一行 两行 字", "(括号)\\ 反斜线", "<b>**粗**</b>", "{nb}", "普通的服务"):
        assert shown in said


def test_without_rare_characters_there_is_no_note():
    (page,) = pages_of(certificates.pdf(_facts("普通的服务"), SEAL))

    assert certificates.MISSING_NOTE not in page
