"""A unit's list: hundreds at once, all of it or nothing, every flaw by its row, and twice changes nothing."""

import io
import time

import pytest
import sqlalchemy as sa
import xlsxwriter

from service.core.database import db
from service.core.errors import Invalid, NotFound
from service.membership.actions.listing import MOST_ROWS, register_list
from service.membership.models.registration import OfferKind, RegistrationState
from service.organization import spreadsheets
from service.party.models import PartyMember
from service.town import cast
from tests.organization.sheets import csv_of, workbook_of

HEADINGS = ("姓名", "手机号", "小区或楼栋编码", "特长", "可提供服务")
HOUSE, RIVER = cast.NICKNAMES["building_1"], cast.NICKNAMES["river_building"]
MEI, SHAN = ("冉梅", "19000000101", HOUSE, "法律、驾驶", "法律咨询"), ("向山", "19000000102", RIVER, "", "")


def _flaws(refused):
    return [(flaw["row"], flaw["column"]) for flaw in refused.value.extra["rows"]]


@pytest.fixture
def send(people):
    """`send(row, …)`: the list comes from the unit's administrator."""
    def register(*rows, by=None, as_file=csv_of, **kw):
        return register_list(cast.UNIT_CODE, as_file(HEADINGS, *rows), by=by or people.he, **kw)
    return register


@pytest.mark.parametrize("as_file", [csv_of, workbook_of])
def test_everybody_on_the_list_applies(send, registry, as_file):
    outcome = send(MEI, SHAN, as_file=as_file)

    assert len(outcome.added) == 2
    assert [(one.member.name, one.place.code, one.state) for one in registry.all()] == [
        ("冉梅", HOUSE, RegistrationState.APPLIED), ("向山", RIVER, RegistrationState.APPLIED)]
    assert sorted((offer.kind, offer.code) for offer in registry.all()[0].offers) == [
        (OfferKind.SERVICE, "legal_advice"), (OfferKind.SKILL, "driving"), (OfferKind.SKILL, "law")]


def test_the_workers_get_one_letter_for_the_whole_list(send, registry):
    send(MEI, SHAN)

    assert registry.heard("registration_list_came") == ["zhang", "zhou"]


def test_the_same_list_twice_changes_nothing(send, registry):
    send(MEI, SHAN)

    again = send(MEI, SHAN)

    assert (again.added, again.unchanged, len(registry.all())) == ([], 2, 2)


def test_a_dry_run_writes_nothing(send, registry):
    outcome = send(MEI, SHAN, dry_run=True)

    assert (len(outcome.added), registry.all()) == (2, [])


def test_who_has_proved_the_phone_is_known_at_once(send, registry, town):
    send(("李某", town.account("resident-li").phone, HOUSE, "", ""))

    assert registry.all()[0].account_id == town.account("resident-li").id


@pytest.mark.parametrize(("row", "column"), [
    (("冉梅", "19000000101", "no-such-place", "", ""), "小区或楼栋编码"),
    (("冉梅", "19000000101", "", "", ""), "小区或楼栋编码"),
    (("冉梅", "19000000101", cast.TOWN, "", ""), "小区或楼栋编码"),
    (("冉梅", "12345", HOUSE, "", ""), "手机号"), (("冉梅", "", HOUSE, "", ""), "手机号"),
    (("", "19000000101", HOUSE, "", ""), "姓名"), (("冉梅", "19000000101", HOUSE, "飞檐走壁", ""), "特长"),
    (("冉梅", "19000000102", HOUSE, "", ""), "手机号"),  # the phone of the row before
    (("冉梅", "19000000013", HOUSE, "", ""), "手机号"),  # the lead of a courtyard group, on the roster of a branch
    (("冉梅", "19000000006", HOUSE, "", ""), "姓名"),  # 王师傅's phone
    (("冉梅", "1.9E+10", HOUSE, "", ""), "手机号"),
], ids=str)
def test_one_wrong_row_names_itself_and_nothing_is_written(send, registry, row, column):
    before = db.session.scalar(sa.select(sa.func.count()).select_from(PartyMember))

    with pytest.raises(Invalid) as refused:
        send(SHAN, row)

    assert _flaws(refused) == [(3, column)]
    assert refused.value.code == "rows_refused"
    assert registry.all() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PartyMember)) == before


def test_who_is_registered_elsewhere_moves_himself(send):
    send(MEI)

    with pytest.raises(Invalid) as refused:
        send((*MEI[:2], RIVER, "", ""))

    assert _flaws(refused) == [(2, "小区或楼栋编码")]


def test_a_merged_cell_is_named(send):
    with pytest.raises(Invalid) as refused:
        send(MEI, SHAN, as_file=lambda *rows: workbook_of(*rows, merged=["C2:C3"]))

    assert (2, "小区或楼栋编码") in _flaws(refused)


def test_a_list_without_its_headings_says_which_are_missing(people):
    with pytest.raises(Invalid) as refused:
        register_list(cast.UNIT_CODE, csv_of(("姓名", "电话簿"), ("冉梅", "1")), by=people.he)

    assert "手机号" in refused.value.detail


@pytest.mark.parametrize("who", ["zhang", "wu", "zheng", "wang", "li"])
def test_only_the_units_administrator_sends_its_list(send, people, who):
    with pytest.raises(NotFound):
        send(MEI, by=getattr(people, who))


def _rows(count):
    return [("冉梅", 19000000000 + number, HOUSE, "", "") for number in range(count)]


def _streamed(*rows):
    """A workbook with many rows, made fast."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_string(number, 0, str(row[1]))
    book.close()
    return file.getvalue()


@pytest.mark.parametrize("as_file", [csv_of, _streamed])
def test_fifty_thousand_rows_are_refused_after_reading_what_a_list_may_have(as_file):
    content = as_file(HEADINGS, *_rows(50_000))
    began = time.process_time()

    with pytest.raises(Invalid) as refused:
        spreadsheets.read(content, MOST_ROWS)

    assert str(MOST_ROWS) in refused.value.detail
    assert time.process_time() - began < 0.5


def test_one_more_than_a_list_may_have_is_refused(people):
    with pytest.raises(Invalid) as refused:
        register_list(cast.UNIT_CODE, csv_of(HEADINGS, *_rows(MOST_ROWS + 1)), by=people.he)

    assert refused.value.code == "file_unreadable"


def test_what_is_no_workbook_is_said_by_the_reader(people):
    with pytest.raises(Invalid) as refused:
        register_list(cast.UNIT_CODE, b"PK\x03\x04 broken", by=people.he)

    assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize(("said", "status", "applied"), [("true", 200, 0), ("false", 200, 1), ("perhaps", 422, 0)])
def test_a_dry_run_is_asked_for_beside_the_file(client, town, registry, said, status, applied):
    answer = client.post(f"/api/v1/units/{cast.UNIT_CODE}/registrations", headers=town.sign_in("unit-he"),
                         data={"file": (io.BytesIO(csv_of(HEADINGS, MEI)), "list.csv"), "dry_run": said})

    assert (answer.status_code, len(registry.all())) == (status, applied)
