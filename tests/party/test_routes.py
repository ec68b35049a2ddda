"""The party organisation over HTTP: shapes, versions, masked names, exports, lists as files."""

import io
from datetime import date

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.party.actions.importing.offices import OFFICES
from service.party.actions.members import enrol
from service.party.models import OFFICE_NAMES, PartyMember
from tests.organization.sheets import csv_of, workbook_of
from tests.party.lists import GROUPS, MEMBERS, STATIONS, VILLAGE

V1 = "/api/v1"
YARD = f"{VILLAGE}-01"


@pytest.fixture
def bring(ask):
    """`bring("zheng", content)`: the answer to an import of this file."""
    def brought(who, content, name="list.csv", headers=None, **parts):
        return ask(who, "POST", "/imports", data={"file": (io.BytesIO(content), name), **parts}, headers=headers or {})
    return brought


def _names(answer):
    return [item["name"] for item in answer.json["items"]]


def _new(town, name="游大明", phone="13912345678"):
    return enrol(name=name, phone=phone, group=town.group(1), by=None).id


def test_a_branch_is_founded_shown_and_renamed_by_the_version_seen(ask):
    made = ask("wu", "POST", "/branches", {"code": "b-1", "name": "二支部", "place_code": VILLAGE,
                                           "parent_code": "demo-branch-town"})
    assert (made.status_code, made.headers["Location"], made.headers["ETag"]) == (201, f"{V1}/branches/b-1", '"v1"')
    assert made.json == {"code": "b-1", "name": "二支部", "parent_code": "demo-branch-town", "ended_on": None,
                         "version": 1, "place": {"code": VILLAGE, "name": made.json["place"]["name"],
                                                 "level": "village"}}

    renamed = ask("wu", "PUT", "/branches/b-1", {"name": "三支部"}, headers={"If-Match": '"v1"'})
    assert (renamed.json["name"], renamed.headers["ETag"]) == ("三支部", '"v2"')
    assert ask("wu", "PUT", "/branches/b-1", {"name": "四支部"}, headers={"If-Match": '"v1"'}).status_code == 412


def test_a_body_in_use_says_what_hangs_below(ask):
    answer = ask("wu", "PUT", "/branches/demo-branch-village", {"name": "村", "ended_on": "2026-03-04"})

    assert (answer.status_code, answer.json["code"], answer.json["below"]) == (
        409, "body_in_use", ["groups", "members"])


def test_lists_are_of_what_one_sees(ask):
    assert _names(ask("wu", "GET", "/branches")) == ["东街社区党支部", "凤城街道党工委", "永丰村党支部"]
    assert _names(ask("lin", "GET", "/branches")) == ["永丰村党支部"]
    assert _names(ask("li", "GET", "/branches")) == []
    assert _names(ask("hu", "GET", "/courtyard-groups")) == ["大屋院落党小组", "竹林院落党小组"]
    assert _names(ask("wu", "GET", f"/courtyard-groups?place={YARD}")) == ["大屋院落党小组"]
    assert _names(ask("wu", "GET", "/households?group=demo-group-2")) == ["谭家中心户"]
    assert ask("lin", "GET", "/courtyard-groups?branch=demo-branch-community").status_code == 404


@pytest.mark.parametrize(("who", "name", "phone"), [
    ("lin", "游大明", "139****5678"), ("hu", "游大明", "139****5678"), ("zheng", "游大明", "139****5678"),
    ("wu", "游*", None), ("feng", "游*", None)])
def test_names_in_full_are_for_who_needs_them_and_phones_for_nobody(ask, town, who, name, phone):
    number = _new(town)

    answer = ask(who, "GET", f"/members/{number}").json

    assert (answer["name"], answer["phone_masked"]) == (name, phone)


def test_a_lead_knows_his_own_group_only(ask, town):
    assert _names(ask("hu", "GET", "/members?group=demo-group-1")) == ["胡院长", "游建国", "余秀兰", "蒲永福"]
    assert ask("hu", "GET", f"/members/{town.member('谭德厚').id}").status_code == 404


def test_a_unit_s_roster_is_its_administrator_s(ask, town):
    assert _names(ask("he", "GET", "/members?unit=demo-unit")) == ["王师傅", "赵师傅", "孙师傅", "何干事"]
    assert _names(ask("wang", "GET", "/members")) == ["王师傅"]
    for who in ("zheng", "feng", "wu", "wang"):
        assert ask(who, "GET", "/members?unit=demo-unit").status_code == 404


def test_who_left_stands_in_another_list(ask, town):
    number = _new(town)

    gone = ask("lin", "DELETE", f"/members/{number}", {"on": "2026-03-04"})

    assert (gone.status_code, gone.json["left_on"]) == (200, "2026-03-04")
    assert "游大明" not in _names(ask("lin", "GET", "/members?branch=demo-branch-village"))
    assert _names(ask("lin", "GET", "/members?branch=demo-branch-village&left=true")) == ["游大明"]


def test_a_phone_is_revealed_with_a_reason_and_on_the_record(ask, town):
    number = _new(town)

    answer = ask("lin", "POST", f"/members/{number}/reveal", {"reason": "通知开会"})

    assert answer.json == {"name": "游大明", "phone": "13912345678"}
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert (entry.act, entry.subject) == ("reveal", f"member:{number}")
    assert ask("lin", "POST", f"/members/{number}/reveal", {}).status_code == 422


def test_a_file_of_offices_says_them_in_words_an_import_knows(ask):
    rows = ask("lin", "GET", "/offices?format=csv").text

    assert "书记" in rows and "secretary" not in rows
    assert all(OFFICES[name] is office for office, name in OFFICE_NAMES.items())


def test_nobody_reaches_who_has_left(ask, town):
    number = _new(town)
    ask("lin", "DELETE", f"/members/{number}", {})

    asked = ask("lin", "POST", f"/members/{number}/reveal", {"reason": "通知开会"})

    assert (asked.status_code, asked.json["code"]) == (409, "member_left")
    assert ask("lin", "GET", f"/members/{number}").json["phone_masked"] is None


def test_offices_are_told_as_history(ask, town):
    number = town.member("游建国").id
    made = ask("lin", "POST", "/offices", {"office": "group_lead", "group_code": "demo-group-1", "member_id": number,
                                           "since": "2026-03-01"})
    assert made.status_code == 201

    told = [(item["member"]["name"], item["since"], item["until"], item["has_role"])
            for item in ask("lin", "GET", "/offices?group=demo-group-1").json["items"]]
    assert told == [("游建国", "2026-03-01", None, False), ("胡院长", "2024-01-01", "2026-03-01", False)]
    assert [item["member"]["name"] for item in ask("feng", "GET", "/offices?group=demo-group-1&live=true").json[
        "items"]] == ["游*"]


@pytest.mark.parametrize("codes", [{}, {"group_code": "demo-group-1", "branch_code": "demo-branch-village"},
                                   {"household_code": "demo-household-1"}, {"group_code": "nothing"}])
def test_an_office_is_of_one_body_of_its_kind(ask, town, codes):
    body = {"office": "group_lead", "member_id": town.member("游建国").id} | codes

    assert ask("lin", "POST", "/offices", body).status_code == 422


def test_anybody_finds_a_station_and_whether_it_is_open(ask, today):
    station = ask(None, "GET", f"/stations?place={VILLAGE}").json["items"][0]

    assert (station["open_now"], station["hours_text"]) == (True, "周一至周五 09:00-17:00")
    today.move_to("2026-03-04T10:00:00+00:00")  # 18:00 in Changshou
    assert ask(None, "GET", "/stations/demo-station-1").json["open_now"] is False


def test_hours_that_overlap_are_refused_by_name(ask):
    hours = [{"days": [1], "from": "09:00", "to": "11:00"}, {"days": [1], "from": "10:00", "to": "12:00"}]

    answer = ask("lin", "POST", "/stations", {"code": "s-1", "name": "站", "place_code": VILLAGE, "hours": hours})

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["hours"])


@pytest.mark.parametrize(("q", "found"), [("某某", 1), ("demo", 1), ("emo", 0), ("%25", 0), ("_", 0)])
def test_a_unit_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code(ask, q, found):
    assert len(ask("li", "GET", f"/units?q={q}").json["items"]) == found


def test_an_export_is_a_file_that_can_be_imported_again(ask, bring, acts):
    for path in ("courtyard-groups", "stations", "households", "branches"):
        answer = ask("zheng", "GET", f"/{path}?format=csv")

        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
        assert acts()[-1] == "export"
        brought = bring("zheng", answer.data)
        assert (brought.status_code, brought.json["changed"], brought.json["added"]) == (201, 0, 0), brought.json


def test_an_export_of_members_shows_no_more_than_the_list(ask, town):
    _new(town)

    text = ask("feng", "GET", "/members?format=csv&branch=demo-branch-village").data.decode("utf-8-sig")

    assert "游*" in text
    assert "游大明" not in text and "139" not in text


@pytest.mark.parametrize("path", ["/members?branch=demo-branch-village", "/offices"])
def test_a_page_costs_the_same_however_long_the_roster(ask, town, statements, path):
    with statements() as few:
        ask("lin", "GET", path)
    for number in range(8):
        _new(town, f"新{number}", f"1391234567{number}")
    with statements() as many:
        ask("lin", "GET", path)

    assert len(few) == len(many) <= 6


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_the_district_brings_a_list_as_a_file(bring, made):
    content = made(MEMBERS + ["籍贯"], ["甲", "13900000001", "demo-branch-village", "", "", "", "重庆"])

    tried = bring("zheng", content, dry_run="true")
    done = bring("zheng", content)

    told = {"kind": "members", "added": 1, "changed": 0, "unchanged": 0, "ignored_columns": ["籍贯"],
            "sentences": ["甲（永丰村党支部）"]}
    assert (tried.status_code, tried.json) == (201, told | {"dry_run": True})
    assert (done.status_code, done.json) == (201, told | {"dry_run": False})
    assert db.session.scalar(sa.select(sa.func.count()).where(PartyMember.name == "甲")) == 1


def test_the_same_file_sent_twice_is_taken_once(bring):
    content = csv_of(GROUPS, ["g-1", "新小组", "demo-branch-village", YARD])

    answers = [bring("zheng", content, headers={"Idempotency-Key": "once"}) for _ in range(2)]

    assert [answer.json["added"] for answer in answers] == [1, 1]
    assert answers[1].headers["Idempotent-Replay"] == "true"


def test_bad_rows_come_back_with_their_rows_and_nothing_is_written(bring):
    answer = bring("zheng", csv_of(STATIONS, ["s-1", "站", "500115001", "", ""], ["s-2", "站", VILLAGE, "", ""]))

    assert (answer.status_code, answer.json["code"]) == (422, "rows_refused")
    assert answer.json["rows"] == [{"row": 2, "column": "地点编码", "reason": "议事站只能设在村、社区或以下"}]


@pytest.mark.parametrize(("who", "content", "parts", "status"), [
    ("wu", csv_of(GROUPS), {}, 403), ("zheng", b"", {}, 422), ("zheng", b"\x00\x01", {}, 422),
    ("zheng", csv_of(GROUPS), {"kind": "cats"}, 422), ("zheng", csv_of(GROUPS), {"dry_run": "perhaps"}, 422),
    ("zheng", csv_of(GROUPS), {"kind": "members"}, 422)])
def test_what_is_no_list_is_refused(bring, who, content, parts, status):
    assert bring(who, content, **parts).status_code == status


def test_places_come_by_the_same_door(bring):
    content = csv_of(["地点编码", "名称", "级别", "上级编码"], [f"{VILLAGE}-09", "新院落", "院落", VILLAGE])

    assert bring("zheng", content).json["kind"] == "places"


def test_the_day_of_leaving_may_be_left_out(ask, town):
    assert ask("lin", "DELETE", f"/members/{_new(town)}").json["left_on"] == date(2026, 3, 4).isoformat()
