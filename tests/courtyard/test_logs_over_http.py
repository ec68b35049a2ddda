"""The log over HTTP: what a device sends twice, what is refused by its field, lists and files."""

from uuid import uuid4

import pytest

from tests.courtyard.notebook import opinion

V1 = "/api/v1/activity-logs"


@pytest.fixture
def put(client, notebook, town):
    """`put(client_id=…, **draft)` saves a draft as lead-hu; of a fresh day and id unless told otherwise."""
    def send(client_id=None, headers=None, **draft):
        draft = {"day_id": draft.pop("day_id", None) or notebook.day(), **draft}
        return client.put(f"{V1}/{client_id or uuid4()}", json=draft, headers=town.sign_in("lead-hu") | (headers or {}))
    return send


@pytest.fixture
def logs(client, town):
    """`logs("supervisor-wu", "state=draft")`: the answer to a list."""
    return lambda name, query="": client.get(f"{V1}?{query}", headers=town.sign_in(name))


def _item(**changes):
    return {"client_id": "one", "kind": "opinion_collection"} | changes


def test_a_draft_sent_twice_has_one_version(put, notebook):
    day_id, client_id = notebook.day(), str(uuid4())

    first, second = (put(client_id, day_id=day_id, others_present=3) for _ in range(2))

    assert (first.status_code, first.headers["ETag"], first.json["client_id"]) == (200, '"v1"', client_id)
    assert (second.status_code, second.json, second.headers["ETag"]) == (200, first.json, '"v1"')


def test_a_stale_draft_is_refused_with_the_present_version(put, notebook):
    day_id, client_id = notebook.day(), str(uuid4())
    put(client_id, day_id=day_id)
    put(client_id, day_id=day_id, others_present=3)

    answer = put(client_id, headers={"If-Match": '"v1"'}, day_id=day_id, others_present=4)

    assert (answer.status_code, answer.json["code"], answer.json["version"]) == (412, "stale", 2)


@pytest.mark.parametrize(("field", "value"), [
    ("photos", [f"{number:032}" for number in range(10)]), ("photos", ["a", "a"]), ("others_present", 1000),
    ("items", [_item(kind="singing")]), ("items", [_item(), _item()]), ("items", [_item(client_id="a b")]),
    ("items", [_item(client_id="one\n")]), ("items", [_item(client_id="x" * 37)]), ("items", [_item(title="通知")]),
    ("items", [_item(kind="policy_briefing", raise_=True)]), ("items", [_item(kind="policy_briefing", consent=True)]),
    ("items", [_item(kind="policy_briefing", text="长" * 501)]), ("items", [_item(text="长" * 4001)]),
    ("items", [_item(person_name="陈婆婆")]), ("items", [_item(person_phone="13900001234", consent=False)]),
    ("items", [{**_item(person_name="陈婆婆", consent=True), "raise": False}]),
    ("minutes", {"agreed": "长" * 301}), ("minutes", {"praise": "好"}), ("begins_at", "25:00"),
    ("decisions", [{"client_id": "d", "what": "长" * 301}]), ("station_code", "no-such"), ("host_id", 2**63)])
def test_what_a_log_does_not_take_is_named(put, field, value):
    answer = put(**{field: value})

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_nine_photos_pass_the_door(put):
    answer = put(photos=[f"{number:032}" for number in range(9)])

    assert answer.json["fields"] == {"photos": ["照片不存在、不是您上传的，或已经用过。"]}


def test_an_opinion_of_the_longest_text_is_raised(client, put, notebook, town):
    client_id = put(**_json(notebook.whole()), items=[_item(text="长" * 4000)]).json["client_id"]

    answer = client.post(f"{V1}/{client_id}/submission", json={}, headers=town.sign_in("lead-hu"))

    assert (answer.status_code, answer.headers["Location"]) == (201, f"{V1}/{client_id}")
    assert len(answer.json["items"][0]["ticket"]["number"]) > 20


def _json(draft):
    return draft | {name: draft[name].strftime("%H:%M") for name in ("begins_at", "ends_at")}


def test_a_log_for_a_day_to_come_is_refused_by_its_word(client, put, notebook, town):
    client_id = put(day_id=notebook.day(ago=-1), **_json(notebook.whole())).json["client_id"]

    answer = client.post(f"{V1}/{client_id}/submission", json={}, headers=town.sign_in("lead-hu"))

    assert (answer.status_code, answer.json["code"]) == (409, "day_not_come")


def test_a_list_is_narrowed_and_shows_what_one_may_see(logs, notebook, town):
    draft, one, host = notebook.save(), notebook.submitted(), notebook.member("谭德厚")
    other = notebook.submitted("lin", day_id=notebook.day(group=2), present=[], host_id=host)
    village, month = town.place("village").code, "2000-01"

    def found(name, query=""):
        return {item["client_id"] for item in logs(name, query).json["items"]}

    assert found("secretary-lin") == {draft, one, other}
    assert [found("supervisor-wu", query) for query in (
        "", f"place={village}", f"place={village}-01", "group=demo-group-2", "state=draft", f"month={month}")] == [
        {one, other}, {one, other}, {one}, {other}, set(), set()]
    assert found("resident-li") == found("worker-far") == set()


def test_a_list_counts_and_costs_the_same_however_long(logs, notebook, statements):
    notebook.submitted(items=[opinion()], absent=[{"member_id": notebook.member("余秀兰")}])
    with statements() as few:
        item = logs("supervisor-wu").json["items"][0]
    for _ in range(4):
        notebook.submitted(items=[opinion()])
    with statements() as many:
        logs("supervisor-wu")

    assert [item[name] for name in ("present_count", "absent_count", "opinions", "decisions")] == [2, 1, 1, 0]
    assert len(many) == len(few) <= 6


def test_a_list_can_be_had_as_a_file(logs, notebook):
    notebook.submitted()

    lines = logs("supervisor-wu", "format=csv").get_data(as_text=True).splitlines()

    assert lines[0].lstrip("\ufeff").split(",")[:4] == ["日期", "院落党小组", "地点", "状态"]
    assert lines[1].split(",")[1:4] == ["大屋院落党小组", "大屋院落", "待审核"]
