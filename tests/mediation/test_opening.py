"""Who takes up a dispute, what is written down, and what never is."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.feedback import actions as tickets
from service.mediation import actions
from service.mediation.catalogue import DisputeType, Outcome, Source
from service.mediation.queries import mediates, showing
from service.mediation.queries.opening import UnknownMediation
from service.town import cast
from tests.mediation.conftest import PARTIES, TODAY

OTHERS = ("lin", "zhang", "zhou", "wu", "zheng", "feng", "li", "wang")
BODY = {"place_code": cast.NICKNAMES["courtyard_1"], "type": "neighbour", "source": "applied", "facts": "排水沟的事",
        "parties": [{"name": "游某"}, {"name": "余某"}]}
NINE = datetime(2026, 3, 4, 1, tzinfo=UTC)
IDENTITY_NUMBER = "11010119900307123X"


def test_who_opens_a_dispute_mediates_it(disputes):
    number = disputes.open(by="hu")

    assert mediates(disputes.account("hu"), number)
    assert showing.detail(number, disputes.person("hu"))["parties"][0]["phone"] == "19000000021"


def test_nobody_else_sees_it_whatever_his_role(disputes):
    number = disputes.open(by="hu")

    for other in map(disputes.person, OTHERS):
        with pytest.raises(UnknownMediation):
            showing.detail(number, other)
        with pytest.raises(UnknownMediation):
            actions.sit(number, by=other, at=NINE, where="院坝", text="谈过")
        assert showing.mine(other, state=None, type=None, limit=20, cursor=None).items == []
        assert not mediates(other.account_id, number)


def test_one_opens_only_where_ones_role_stands(disputes):
    for by, place in (("hu", "courtyard_2"), ("lin", "community"), ("zhang", "other_community"),
                      ("wang", "building_1"), ("wu", "community"), ("zheng", "village")):
        with pytest.raises(Forbidden):
            disputes.open(by=by, place=place)


def test_a_town_is_no_place_of_a_dispute(disputes):
    for place in ("town", "district"):
        with pytest.raises(Invalid) as refused:
            disputes.open(place=place)

        assert list(refused.value.extra["fields"]) == ["place_code"]


def test_what_was_said_is_unreadable_in_the_database(disputes):
    disputes.open(facts="排水沟的事")

    stored = [text for table, columns in (("mediations", "facts"), ("dispute_parties", "name, phone, address"))
              for row in db.session.execute(sa.text(f"SELECT {columns} FROM {table}")) for text in row if text]
    assert len(stored) == 5
    assert not [text for text in stored for said in ("排水", "游建国", "余秀兰", "19000000021", "大屋") if said in text]


def test_an_identity_number_of_a_party_is_refused(client, town):
    ways = (IDENTITY_NUMBER, "游某 110101 19900307 123X", "游某，１１０１０１１９９００３０７１２３Ｘ")
    for field, written in ((field, written) for field in ("name", "address") for written in ways):
        parties = [{"name": "游某"} | {field: written}, {"name": "余某"}]

        answer = client.post("/api/v1/mediations", json=BODY | {"parties": parties}, headers=town.sign_in("lead-hu"))

        assert (answer.status_code, "身份证号码" in answer.text) == (422, True)


def test_an_identity_number_in_the_facts_is_refused_and_an_account_number_is_not(client, town):
    def send(facts):
        return client.post("/api/v1/mediations", json=BODY | {"facts": facts}, headers=town.sign_in("lead-hu"))

    assert send(f"游某（{IDENTITY_NUMBER}）说").status_code == 422
    assert send("转到账号 622202330011223344 的钱").status_code == 201


@pytest.mark.parametrize(("path", "body"), [
    ("", BODY | {"source": "referred", "referred_by": IDENTITY_NUMBER}),
    ("/{}/sessions", {"at": "2026-03-01T10:00:00+08:00", "where": IDENTITY_NUMBER, "text": "谈了"}),
    ("/{}/outcome", {"outcome": "referred", "referred_to": IDENTITY_NUMBER})])
def test_an_identity_number_is_refused_wherever_it_is_typed(client, town, path, body):
    headers = town.sign_in("lead-hu")
    case = client.post("/api/v1/mediations", json=BODY, headers=headers).json["id"]

    answer = client.post(f"/api/v1/mediations{path.format(case)}", json=body, headers=headers)

    assert (answer.status_code, "身份证号码" in answer.text) == (422, True)


def test_a_dispute_has_two_to_ten_parties(client, town):
    for count, status in ((1, 422), (2, 201), (10, 201), (11, 422)):
        answer = client.post("/api/v1/mediations", json=BODY | {"parties": [{"name": "某人"}] * count},
                             headers=town.sign_in("lead-hu"))

        assert answer.status_code == status


def test_a_ticket_is_named_only_when_it_is_the_source_and_may_be_seen(disputes):
    seen = tickets.submit(by=disputes.person("hu"), place_code=cast.NICKNAMES["courtyard_1"], text="排水沟堵了").number
    hidden = tickets.submit(by=disputes.person("li"), place_code=cast.NICKNAMES["building_1"], text="楼下吵").number

    number = disputes.open(source=Source.TICKET, ticket_number=seen)

    assert disputes.row(number).ticket_number == seen
    for said in ({"source": Source.TICKET, "ticket_number": hidden}, {"source": Source.TICKET},
                 {"source": Source.APPLIED, "ticket_number": seen}):
        with pytest.raises(Invalid):
            disputes.open(**said)


def test_the_limit_is_one_month_of_the_calendar(disputes):
    number = disputes.open(opened_on=TODAY.replace(month=1, day=31))

    assert disputes.row(number).due_on == TODAY.replace(month=2, day=28)


def test_a_dispute_is_not_opened_tomorrow_nor_years_ago(disputes):
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=367)):
        with pytest.raises(Invalid):
            disputes.open(opened_on=day)


def test_facts_and_parties_are_corrected_while_it_is_open(disputes):
    number, hu = disputes.open(), disputes.person("hu")

    actions.edit(number, by=hu, type=DisputeType.LAND, facts="其实是地界", parties=PARTIES[::-1], seen=1)

    shown = showing.detail(number, hu)
    assert (shown["type"], shown["facts"], [one["name"] for one in shown["parties"]], shown["version"]) == (
        "land", "其实是地界", ["余秀兰", "游建国"], 2)
    with pytest.raises(Stale):
        actions.edit(number, by=hu, type=DisputeType.LAND, facts="旧的", parties=PARTIES, seen=1)


def test_nothing_is_changed_once_it_has_ended(disputes):
    number, hu = disputes.open(), disputes.person("hu")
    actions.end(number, by=hu, outcome=Outcome.WITHDRAWN)

    for change in (lambda: actions.edit(number, by=hu, type=DisputeType.DEBT, facts="改", parties=PARTIES),
                   lambda: actions.sit(number, by=hu, at=NINE, where="院坝", text="谈"),
                   lambda: actions.end(number, by=hu, outcome=Outcome.FAILED, text="再来")):
        with pytest.raises(WrongMoment) as refused:
            change()
        assert refused.value.extra["state"] == "closed"


def test_a_session_takes_place_between_the_opening_and_now(disputes):
    number, hu = disputes.open(), disputes.person("hu")

    actions.sit(number, by=hu, at=datetime(2026, 3, 3, 16, tzinfo=UTC), where="院坝", text="当天零点")
    for at in (datetime(2026, 3, 4, 5, tzinfo=UTC), datetime(2026, 3, 3, 15, 59, tzinfo=UTC)):
        with pytest.raises(Invalid):
            actions.sit(number, by=hu, at=at, where="院坝", text="谈")

    assert [one["text"] for one in showing.detail(number, hu)["sessions"]] == ["当天零点"]


def test_the_list_masks_the_parties_and_its_file_leaves_them_out(disputes, client, town):
    disputes.open()
    headers = town.sign_in("lead-hu")

    (item,) = client.get("/api/v1/mediations", headers=headers).json["items"]
    file = client.get("/api/v1/mediations?format=csv", headers=headers).get_data(as_text=True)

    assert item["parties"] == [{"name": "游*", "phone": "190****0021"}, {"name": "余*", "phone": None}]
    assert "大屋院落" in file
    assert not [word for word in ("游", "余秀", "1900000", "190*", "左边") if word in file]


def test_a_page_costs_the_same_however_many_cases_it_shows(disputes, statements):
    hu = disputes.person("hu")
    sizes = []
    for _ in range(2):
        for _ in range(3):
            disputes.open()
        with statements() as sent:
            assert showing.mine(hu, state=None, type=None, limit=20, cursor=None).items
        sizes.append(len(sent))

    assert sizes[0] == sizes[1] <= 6


def test_pages_of_open_cases_hold_each_once(disputes):
    numbers = [disputes.open() for _ in range(3)]
    actions.end(numbers[1], by=disputes.person("hu"), outcome=Outcome.WITHDRAWN)

    found, cursor = [], None
    for _ in range(2):
        page = showing.mine(disputes.person("hu"), state="open", type=None, limit=1, cursor=cursor)
        found, cursor = found + [item["id"] for item in page.items], page.next

    assert (found, cursor) == ([numbers[2], numbers[0]], None)


def test_the_same_key_opens_one_case(client, town):
    headers = town.sign_in("lead-hu") | {"Idempotency-Key": "one"}

    first, again = (client.post("/api/v1/mediations", json=BODY, headers=headers) for _ in range(2))

    assert first.json["id"] == again.json["id"]
    assert len(client.get("/api/v1/mediations", headers=headers).json["items"]) == 1
