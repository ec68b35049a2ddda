"""Figures as pages: numbers with their n, what is withheld, who may look, and all of it taken home."""

import csv
import io
import json
import re

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from service.core.audit import AuditEntry
from service.core.charts import Bar, Tile, bars, heat
from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.queries import ledger, lists
from service.feedback.routing import Queue
from service.organization.models import Place
from service.statistics.queries.tickets import rates
from service.town import cast
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.membership.reading import pages_of

__all__ = ["broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]
HOSTILE = '<script>alert("1")</script>&\'楼'
TOWN_PAGE, COMMUNITY_PAGE = f"/figures/{cast.TOWN}", f"/figures/{cast.COMMUNITY}"
HEADINGS = {"编号": 0, "内容": 7, "队列": 9, "状态": 10, "答复内容": 19}


@pytest.fixture
def answered(life):
    """Six matters of the community answered and rated, one waiting."""
    for satisfaction in (5, 5, 4, 4, 3, 3):
        life.rate(life.answer(life.submit()), satisfaction=satisfaction)
    return life.submit(queue=Queue.COMMUNITY, text="电梯不动了")


def _sheet(page):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(page.body)).active.iter_rows()]


def _audited(act):
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.sequence)).all()
    return [(row.subject, json.loads(row.details)) for row in rows]


def test_the_page_says_what_the_query_says_with_its_n_in_words(visit, people, answered):
    whole = rates.rates(cast.TOWN, by=people.wu)["whole"]

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert whole["response"]["count"] == 6 and whole["satisfaction"]["count"] == 4
    assert f"应联系 {whole['response']['n']} 件，按时联系 6 件，100.0%" in page.text
    assert "收到评价 6 件，满意 4 件，66.7%" in page.text
    assert f"提交 {whole['submitted']} 件，未结束 1 件" in page.text
    assert "自动确认 0 件" in page.text and "并单 0 件" in page.text


def test_a_rate_of_few_is_withheld_on_the_page_and_in_its_pictures(visit, life):
    for _ in range(4):
        life.rate(life.answer(life.submit()))

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert "收到评价 4 件，不足 5 件，不显示" in page.text
    assert "100.0%" not in page.text


def test_below_a_community_what_comes_of_ratings_is_not_told(visit, answered):
    page = visit("worker-zhang").get(f"/figures/{cast.NICKNAMES['compound']}")

    assert "收到评价 6 件，为不透露个人的评价，不显示" in page.text


def test_the_filters_ask_the_query(visit, people, answered):
    page = visit("supervisor-wu").get(f"{TOWN_PAGE}?queue=community&category=facilities")

    assert "提交 1 件，未结束 1 件" in page.text
    assert visit("supervisor-wu").get(f"{TOWN_PAGE}?since=2026-05&until=2026-01").status == 422


def test_what_is_late_stands_first_and_leads_to_the_matter(visit, answered, wait):
    wait(days=30)

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert f"/desk/tickets/{answered}" in page.links()
    assert page.text.index("超期和没解决的") < page.text.index("三个比率")
    assert f"/desk/tickets/{answered}" in visit("supervisor-wu").get(f"{TOWN_PAGE}/worst").links()


def test_one_goes_down_to_the_next_place_and_to_the_matters_counted(visit, answered):
    page = visit("supervisor-wu").get(TOWN_PAGE)
    (desk,) = [link for link in page.links() if link.startswith("/desk/place?")]

    assert COMMUNITY_PAGE in page.links()
    assert "电梯不动了" in visit("supervisor-wu").get(desk).text
    assert visit("supervisor-wu").get(desk).text.count("500115-") == 7


@pytest.mark.parametrize(("name", "path", "status"), [
    ("resident-li", "/figures", 403), ("member-wang", COMMUNITY_PAGE, 403), ("worker-far", COMMUNITY_PAGE, 403),
    ("worker-zhang", TOWN_PAGE, 403), ("admin-zheng", "/figures/500115999", 404),
    ("worker-zhang", f"{TOWN_PAGE}/2026-03.pdf", 403), ("admin-zheng", f"{TOWN_PAGE}/2026-13.pdf", 404),
    ("worker-zhang", f"{TOWN_PAGE}/rates", 403), ("member-wang", "/figures/ledger?format=xlsx", 403),
    ("resident-li", "/figures/ledger", 403), ("worker-zhang", f"{TOWN_PAGE}/worst?format=xlsx", 403)])
def test_who_does_not_look_after_a_place_sees_none_of_its_figures(visit, name, path, status):
    assert visit(name).get(path).status == status
    assert _audited("export") == []


def test_who_looks_after_one_place_is_led_straight_to_it(visit):
    assert visit("worker-zhang").get("/figures").path == COMMUNITY_PAGE


def test_a_hostile_name_stays_a_text_in_every_picture(visit, life, people):
    with atomic() as session:
        session.execute(sa.update(Place).where(Place.code.in_((cast.COMMUNITY, cast.OTHER_COMMUNITY))).values(
            name=HOSTILE))
    life.submit()

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert page.status == 200
    assert [node.attrs.get("src", "") for node in page.document.query("script") if "assets" not in
            node.attrs.get("src", "")] == []


def test_pictures_have_no_script_no_style_and_a_name():
    for drawn in (bars(HOSTILE, [Bar(HOSTILE, 3, HOSTILE), Bar("\x00\ufffe", None, "不显示")]),
                  heat(HOSTILE, [Tile(HOSTILE, 3, '/x?"><script>')])):
        assert re.search(r"<script|<style|style=|\bon\w+=|\bid=", drawn) is None
        assert re.search(r'<svg[^>]* aria-label="&lt;script', drawn)
        assert "&lt;script" in drawn and "\x00" not in drawn


def test_the_ledger_holds_what_the_list_holds_row_by_row(visit, people, answered, stuck_lift):
    listed = lists.tickets(people.zhang, view="place", limit=100).items

    head, *rows = _sheet(visit("worker-zhang").get("/figures/ledger?format=xlsx"))

    assert {heading: head.index(heading) for heading in HEADINGS} == HEADINGS
    assert {"联系人", "联系电话", "门牌号", "是否解决", "满意"} & set(head) == set()
    assert [row[0] for row in rows] == [item["number"] for item in listed]
    assert [row[7][:80] for row in rows] == [item["excerpt"] for item in listed]
    assert {row[9] for row in rows} == {"党员接单", "社区接单"}
    assert {(row[10], row[19]) for row in rows} == {("已结束", "修好了"), ("待接单", None)} or len(rows) == 8


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

    ((subject, said),) = _audited("export")
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
    rows = {row[0]: row[-3:] for row in _sheet(taken)[1:]}
    assert rows[known] == ["李阿姨", "19000000099", "3单元5-2"]
    assert rows[hidden] == [None, None, None]
    assert _audited("reveal") == [(known, {"reason": "电话回访"})]
    ((subject, said),) = _audited("export")
    assert subject == "list:ledger-contacts" and said["asked"]["reason"] == "电话回访"


@pytest.mark.parametrize("name", ["supervisor-wu", "admin-zheng"])
def test_supervisors_never_export_contacts(visit, name, broken_lamp):
    visitor = visit(name)
    page = visitor.get("/figures/ledger")
    guard = [node.attrs["value"] for node in page.document.query("input[name=_csrf]")][0]

    refused = visitor.send("/figures/ledger/contacts", {"_csrf": guard, "reason": "看看", "format": "xlsx"})

    assert (refused.status, refused.problem) == (403, "forbidden")
    assert "带联系方式" not in page.text
    assert _audited("reveal") == _audited("export") == []


def test_a_ledger_with_too_many_contacts_is_refused_before_any_is_told(visit, broken_lamp, stuck_lift, monkeypatch):
    monkeypatch.setattr(actions.revealing, "MOST_CONTACTS", 1)
    visitor = visit("worker-zhang")

    refused = visitor.submit(visitor.get("/figures/ledger"), "/figures/ledger/contacts", reason="电话回访")

    assert (refused.status, refused.problem) == (422, "too_many_contacts")
    assert _audited("reveal") == []


def test_the_numbers_of_every_picture_can_be_taken_home(visit, people, answered):
    visitor = visit("supervisor-wu")

    for of in rates.LISTS:
        head, *rows = _sheet(visitor.get(f"{TOWN_PAGE}/rates?of={of}"))
        assert [row[1] for row in rows] == [row["name"] for row in rates.rates(cast.TOWN, by=people.wu)[of]]
    assert visitor.get(f"{TOWN_PAGE}/backlog").body[:2] == b"PK"
    assert visitor.get(f"{TOWN_PAGE}/courtyards?format=csv").body.decode("utf-8-sig").startswith("编码,院落党小组")
    assert len(_audited("export")) == 6


def test_courtyards_show_their_year_in_signs_and_words(visit):
    page = visit("secretary-lin").get(f"/figures/{cast.VILLAGE}/courtyards")

    assert "没有安排" in page.text and "–" in page.text


def test_the_monthly_report_says_the_figures_on_paper(visit, people, answered, frozen):
    month = rates.rates(cast.COMMUNITY, by=people.zhang)["until"]

    pdf = visit("worker-zhang").get(f"{COMMUNITY_PAGE}/{month}.pdf")

    pages = pages_of(pdf.body)
    text = "".join(line for page in pages for line in page)
    for said in ("东街社区", "诉求办理月报", "按时联系 6 件", "收到评价 6 件，满意 4 件，66.7%", "提交 7 件",
                 "并单单独列出", "由张蓉打印", f"第 1 页，共 {len(pages)} 页", "东街花园", "社区接单"):
        assert said in text, said
    assert _audited("export") == [(f"report:{cast.COMMUNITY}", {"format": "pdf", "month": month})]


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
    assert one == three <= 5
    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 3


def _split(counted):
    end = counted.index(None)
    return counted[:end], [each for each in counted[end:] if each]
