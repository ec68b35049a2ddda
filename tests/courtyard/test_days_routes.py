"""The calls of days and decisions: once each, status and shape; what is refused at the door."""

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from tests.courtyard.conftest import decided

V1 = "/api/v1"
RULE = f"{V1}/courtyard-groups/demo-group-1/day-rule"


@pytest.fixture
def send(client, town):
    """`send("lin", "PUT", path, body)`: the answer to one request; None is a stranger."""
    names = {"lin": "secretary-lin", "hu": "lead-hu", "feng": "auditor-feng"}

    def ask(name, method, path, body=None, **headers):
        signed = town.sign_in(names[name]) if name else {}
        return client.open(path, method=method, json=body, headers=signed | headers)
    return ask


def test_a_rule_is_set_shown_and_changed(courtyard, send):
    assert send("lin", "GET", RULE).json["code"] == "no_day_rule"
    made = send("lin", "PUT", RULE, {"kind": "nth_weekday", "nth": -1, "weekday": 7, "at": "19:30",
                                     "station": "demo-station-1"})

    assert (made.status_code, made.json["nth"], made.json["next_days"][:2]) == (200, -1, ["2026-03-29", "2026-04-26"])
    assert len(made.json["next_days"]) == 12 and made.headers["ETag"] == f'"v{made.json["version"]}"'
    changed = {"kind": "day_of_month", "day": 31}
    assert send("lin", "PUT", RULE, changed, **{"If-Match": made.headers["ETag"]}).json["next_days"][1] == "2026-04-30"
    assert send("lin", "PUT", RULE, changed, **{"If-Match": made.headers["ETag"]}).status_code == 412


@pytest.mark.parametrize(("body", "field"), [
    ({"kind": "day_of_month"}, "day"), ({"kind": "day_of_month", "day": 0}, "day"),
    ({"kind": "day_of_month", "day": 32}, "day"), ({"kind": "day_of_month", "day": 5, "nth": 1}, "nth"),
    ({"kind": "nth_weekday", "nth": 1}, "weekday"), ({"kind": "nth_weekday", "nth": 6, "weekday": 1}, "nth"),
    ({"kind": "nth_weekday", "nth": 0, "weekday": 1}, "nth"), ({"kind": "every_week", "day": 5}, "kind"),
    ({"kind": "day_of_month", "day": 5, "at": "24:00"}, "at"), ({"kind": "day_of_month", "day": 5, "at": "9:00"}, "at"),
    ({"kind": "day_of_month", "day": 5, "at": "09:00\n"}, "at"),
    ({"kind": "day_of_month", "day": 5, "station": "none"}, "station"),
    ({"kind": "day_of_month", "day": 5, "announce_before": 0}, "announce_before")])
def test_a_rule_that_fixes_no_day_is_refused(courtyard, send, body, field):
    answer = send("lin", "PUT", RULE, body)

    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])


def test_a_day_is_moved_called_off_and_reopened(fixed, send):
    path = f"{V1}/party-mass-days/{fixed.day('2026-03').id}"
    moved = send("hu", "PUT", path, {"on": "2026-03-04", "at": "19:30", "reason": "赶场"})
    assert (moved.status_code, moved.json["moved_from"], moved.json["version"]) == (200, "2026-03-05", 2)

    off = send("hu", "POST", f"{path}/not-held", {"reason_code": "farming", "reason": "抢种"})
    assert (off.status_code, off.json["state"], off.json["reason_code"]) == (201, "not_held", "farming")
    assert off.headers["Location"] == path
    assert send("hu", "POST", f"{path}/reopening", {"reason": "雨停了"}).json["state"] == "planned"


def test_an_unknown_reason_is_refused(fixed, send):
    path = f"{V1}/party-mass-days/{fixed.day('2026-03').id}/not-held"

    assert send("hu", "POST", path, {"reason_code": "lazy", "reason": "……"}).status_code == 422
    assert send("hu", "POST", path, {"reason_code": "other"}).json["fields"].keys() == {"reason"}


def test_calling_off_twice_with_one_key_is_once(fixed, send):
    path, body = f"{V1}/party-mass-days/{fixed.day('2026-03').id}/not-held", {"reason_code": "other", "reason": "停电"}

    first, second = (send("hu", "POST", path, body, **{"Idempotency-Key": "one"}) for _ in range(2))

    assert first.status_code == second.status_code == 201 and second.headers["Idempotent-Replay"] == "true"
    assert send("hu", "POST", path, body).json["state"] == "not_held"  # 409 says where it stands


def test_a_stranger_reads_when_and_where(fixed, send):
    answer = send(None, "GET", f"{V1}/party-mass-days?place=500115001201&month=2026-03")

    assert [(day["on"], day["place"]["name"], day["group"]) for day in answer.json["items"]] == [
        ("2026-03-05", "大屋院落", None)]


@pytest.mark.parametrize("query", ["month=2026-13", "month=2026-3", "month=1999-01", "state=missing", "cursor=x",
                                   "cursor=MjAyNi05OS05OS8x", "limit=0", "ranking=1"])
def test_a_question_nobody_understands_is_refused(fixed, send, query):
    assert send("lin", "GET", f"{V1}/party-mass-days?{query}").status_code == 422


def test_a_month_is_had_as_a_file_and_audited(fixed, send):
    answer = send("lin", "GET", f"{V1}/party-mass-days?month=2026-03&format=csv")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["日期", "时间", "地点", "院落党小组"] and rows[1][0] == "2026-03-05" and len(rows) == 2
    assert db.session.scalar(sa.select(AuditEntry.subject).where(AuditEntry.act == "export")) == "list:party-mass-days"


def test_a_decision_is_completed_and_another_dropped(fixed, send):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03", decided("d1", due_on=date(2026, 3, 20)), decided("d2", "=1+1"))
    ditch, formula = (f"{V1}/decisions/{one.id}" for one in fixed.decisions())
    assert send("hu", "GET", ditch).json["permitted"] == ["complete", "drop"]

    done = send("hu", "POST", f"{ditch}/completion", {"text": "清好了"}, **{"If-Match": '"v1"'})
    dropped = send("lin", "POST", f"{formula}/dropping", {"reason": "不用办"})

    assert (done.status_code, done.json["state"], done.json["ended_on"]) == (201, "done", "2026-03-05")
    assert (dropped.json["state"], dropped.json["reason"]) == ("dropped", "不用办")
    assert send("hu", "POST", f"{ditch}/completion", {"text": "清好了"}).status_code == 409
    file = send("feng", "GET", f"{V1}/decisions?format=csv").data.decode("utf-8-sig")
    assert "'=1+1" in file and "胡*" in file and "胡院长" not in file
