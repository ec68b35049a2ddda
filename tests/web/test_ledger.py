"""The ledger from a page: it is the list, nothing in it runs, and contacts come only with a right and a reason."""

import csv
import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from service.core.database import db
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.queries import ledger, lists
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.town import cast
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.web.browsing import values_of
from tests.web.taken_home import answered, audited, sheet

__all__ = ["answered", "broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]
HEADINGS = {"编号": 0, "内容": 7, "队列": 9, "状态": 10, "答复内容": 19}


def test_the_ledger_holds_what_the_list_holds_row_by_row(visit, people, answered, stuck_lift):
    listed = lists.tickets(people.zhang, view="place", limit=100).items

    head, *rows = sheet(visit("worker-zhang").get("/figures/ledger?format=xlsx"))

    assert {heading: head.index(heading) for heading in HEADINGS} == HEADINGS
    assert {"联系人", "联系电话", "门牌号", "是否解决", "满意"} & set(head) == set()
    assert [row[0] for row in rows] == [item["number"] for item in listed]
    assert [row[7][:80] for row in rows] == [item["excerpt"] for item in listed]
    assert {row[9] for row in rows} == {"党员接单", "社区接单"}
    assert len(rows) == 8 and [row[10] for row in rows].count("待接单") == 2
    assert [(row[10], row[19] or "") for row in rows if row[10] != "待接单"] == [("已结束", "已修好")] * 6


def test_the_ledger_is_narrowed_down_as_the_list_is(visit, answered, life):
    far = life.submit(by="chen", place_code=cast.NICKNAMES["courtyard_1"])
    visitor = visit("supervisor-wu")

    def numbers(query):
        return [row[0] for row in csv.reader(io.StringIO(
            visitor.get(f"/figures/ledger?format=csv&{query}").body.decode("utf-8-sig")))][1:]

    assert numbers("q=电梯") == [answered]
    assert numbers(f"place={cast.VILLAGE}") == [far]
    assert numbers("queue=community") == [answered]
    assert numbers("state=closed&queue=community") == []
    assert len(numbers("state=closed")) == 6
    assert numbers("until=2020-01-01") == []
    assert len(numbers("since=2020-01-01")) == 8


@pytest.mark.parametrize("text", ["=1+1", "+86 2", "-1", "@SUM(A1)", "＝1"])
def test_what_a_resident_wrote_never_runs_in_a_spreadsheet(visit, life, text):
    life.submit(text=text + "，楼道灯坏了")
    visitor = visit("worker-zhang")
    (cell,) = list(load_workbook(io.BytesIO(visitor.get("/figures/ledger?format=xlsx").body)).active.rows)[1][7:8]

    written = visitor.get("/figures/ledger?format=csv").body.decode("utf-8-sig")

    assert cell.data_type == "s" and cell.value.startswith(text)
    assert next(csv.DictReader(io.StringIO(written)))["内容"].startswith("'" + text)


def test_an_export_is_one_row_of_the_audit_log(visit, answered):
    visit("worker-zhang").get("/figures/ledger?format=xlsx&queue=community&q=李阿姨")

    ((subject, said),) = audited("export")
    assert (subject, said["rows"], said["asked"]) == ("list:ledger", 0, {"queue": "community"})


def test_contacts_come_with_a_reason_to_workers_and_each_is_a_reveal(visit, life, people):
    known = life.submit(contact_phone="19000000099", address="3单元5-2")
    hidden = life.submit(by="chen", anonymous=True)
    visitor = visit("worker-zhang")
    page = visitor.get("/figures/ledger")

    refused = visitor.submit(page, "/figures/ledger/contacts", reason="", queue="party_member")
    taken = visitor.submit(page, "/figures/ledger/contacts", reason="电话回访", format="xlsx")

    assert refused.status == 422 and "queue" in dict(
        (node.attrs["name"], node.attrs["value"]) for node in refused.form("/figures/ledger/contacts").query("input"))
    rows = {row[0]: row[-3:] for row in sheet(taken)[1:]}
    assert rows[known] == ["李阿姨", "19000000099", "3单元5-2"]
    assert not any(rows[hidden])
    assert audited("reveal") == [(known, {"reason": "电话回访"})]
    ((subject, said),) = audited("export")
    assert subject == "list:ledger-contacts" and "reason" not in said["asked"]


def test_contacts_are_narrowed_down_as_the_page_was(visit, life):
    place = cast.NICKNAMES["courtyard_1"]

    page = visit("worker-zhang").get(f"/figures/ledger?queue=public&overdue=no&place={place}&q=灯")

    sent = dict(values_of(page.form("/figures/ledger/contacts")))
    assert {name: sent[name] for name in ("queue", "overdue", "place", "q")} == {
        "queue": "public", "overdue": "no", "place": place, "q": "灯"}
    assert "selected" in page.document.query(f"#by-place option[value='{place}']")[0].attrs


def test_the_ledger_says_what_became_of_each_matter(life, people, wait):
    twice = life.reopened(life.submit(queue=Queue.COMMUNITY), 1)
    wait(days=30)
    actions.answer(twice, by=people.zhang, text="换了新的。")
    outside, waits = life.bring_to(State.FORWARDED), life.submit(queue=Queue.COMMUNITY)
    merged = life.submit(by="chen", queue=Queue.COMMUNITY)
    actions.merge(merged, by=people.zhang, into=waits)
    rows = {row["number"]: row for row in ledger.rows(people.zhang, limit=100).items}

    assert (rows[twice]["answer"], rows[twice]["answered_late"], rows[twice]["reopened"]) == ("换了新的。", True, 1)
    assert [rows[each]["merged_into"] for each in (waits, merged)] == [None, waits]
    assert rows[waits]["answered_late"] is None
    assert rows[outside]["external_system"] and rows[waits]["external_system"] is None
    assert [rows[waits][level] for level in ledger.AROUND] == ["凤城街道", "东街社区", "东街花园", "1号楼"]


@pytest.mark.parametrize("name", ["supervisor-wu", "admin-zheng"])
def test_supervisors_never_export_contacts(visit, name, broken_lamp):
    visitor = visit(name)
    page = visitor.get("/figures/ledger")
    guard = [node.attrs["value"] for node in page.document.query("input[name=_csrf]")][0]

    refused = visitor.send("/figures/ledger/contacts", {"_csrf": guard, "reason": "看看", "format": "xlsx"})

    assert (refused.status, refused.problem) == (403, "forbidden")
    assert "带联系方式" not in page.text
    assert audited("reveal") == audited("export") == []


def test_a_ledger_with_too_many_contacts_is_refused_before_any_is_told(visit, broken_lamp, stuck_lift, monkeypatch):
    monkeypatch.setattr(actions.revealing, "MOST_CONTACTS", 1)
    visitor = visit("worker-zhang")

    refused = visitor.submit(visitor.get("/figures/ledger"), "/figures/ledger/contacts", reason="电话回访")

    assert (refused.status, refused.problem) == (422, "too_many_contacts")
    assert audited("reveal") == []


def test_the_ledger_takes_no_more_statements_for_more_rows(visit, life, client, people):
    ledger.rows(people.zhang, limit=1)
    counted = []
    listen = lambda *_: counted.append(1)  # noqa: E731
    for _ in range(3):
        life.submit()
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        for limit in (1, 3):
            ledger.rows(people.zhang, limit=limit)
            counted.append(None)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)

    one, three = (len(part) for part in _split(counted))
    assert one == three <= 6
    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 3


def _split(counted):
    end = counted.index(None)
    return counted[:end], [each for each in counted[end:] if each]
