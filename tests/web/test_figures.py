"""Figures as pages: numbers with their n, what is withheld, who may look, and the numbers taken home."""

import re

import pytest
import sqlalchemy as sa

from service.core.charts import Bar, Tile, bars, heat
from service.core.database import atomic
from service.feedback import actions
from service.feedback.routing import Queue
from service.organization.models import Place
from service.statistics.actions import count_tickets_again, publish_answers
from service.statistics.queries.tickets import rates
from service.town import cast
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.membership.reading import pages_of
from tests.web.taken_home import answered, audited, sheet

__all__ = ["answered", "broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]
HOSTILE = '<script>alert("1")</script>&\'楼'
TOWN_PAGE, COMMUNITY_PAGE = f"/figures/{cast.TOWN}", f"/figures/{cast.COMMUNITY}"


def test_the_page_says_what_the_query_says_with_its_n_in_words(visit, people, answered):
    whole = rates.rates(cast.TOWN, by=people.wu)["whole"]

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert whole["response"]["count"] == 6 and whole["satisfaction"]["count"] == 4
    assert f"应联系 {whole['response']['n']} 件，按时联系 6 件，100.0%" in page.text
    assert "已公布评价 6 件，满意 4 件，66.7%" in page.text
    assert f"提交 {whole['submitted']} 件，未结束 1 件" in page.text
    assert "自动确认 0 件" in page.text and "并单 0 件" in page.text


def test_a_rate_of_few_is_withheld_on_the_page_and_in_its_pictures(visit, life):
    for _ in range(4):
        life.rate(life.answer(life.submit()))
    publish_answers()

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert "已公布评价 0 件，不足 5 件，不显示" in page.text
    assert "每满 5 条新的才一起公布" in page.text
    assert "100.0%" not in page.text


def test_below_a_community_what_comes_of_ratings_is_not_told(visit, answered):
    page = visit("worker-zhang").get(f"/figures/{cast.NICKNAMES['compound']}")

    assert "为不透露个人的评价，不显示" in page.text
    assert "已公布评价" not in page.text.partition("这些数怎么算")[0]


def test_the_filters_ask_the_query(visit, people, answered):
    page = visit("supervisor-wu").get(f"{TOWN_PAGE}?queue=community&category=facilities")

    assert "提交 1 件，未结束 1 件" in page.text
    assert visit("supervisor-wu").get(f"{TOWN_PAGE}?since=2026-05&until=2026-01").status == 422
    assert visit("supervisor-wu").get(f"{TOWN_PAGE}?from=timeline&isappinstalled=0").status == 200


def test_what_is_late_stands_first_and_leads_to_the_matter(visit, answered, wait):
    wait(days=30)

    page = visit("supervisor-wu").get(TOWN_PAGE)

    assert f"/desk/tickets/{answered}" in page.links()
    assert page.text.index("超期和没解决的") < page.text.index("三个比率")
    assert f"/desk/tickets/{answered}" in visit("supervisor-wu").get(f"{TOWN_PAGE}/worst").links()


def test_one_goes_down_to_the_next_place_and_every_count_leads_to_just_what_it_counts(visit, life, people, answered,
                                                                                      wait):
    actions.merge(life.submit(by="chen", queue=Queue.COMMUNITY), by=people.zhang, into=answered)
    actions.withdraw(life.submit(), by=people.li)
    for days in (5, 15):  # on the first day of an age, and on the last
        wait(days=days)
        life.submit(by="chen", place_code=cast.NICKNAMES["courtyard_1"])
    visitor = visit("supervisor-wu")
    page = visitor.get(f"{TOWN_PAGE}?since=2025-12")
    counts = {(link.attrs["href"], link.to_text().strip()) for link in page.document.query("main a")
              if link.attrs["href"].startswith("/desk/place?") and link.to_text().strip().isdecimal()}

    assert COMMUNITY_PAGE in "".join(page.links())
    assert {(href, count) for href, count in counts if
            str(len(visitor.get(href).document.query("li.job"))) != count} == set()
    for said in ("open=yes", "overdue=yes", "outcome=merged", "outcome=withdrawn", "queue=community", "category=",
                 f"place={cast.VILLAGE}", "until="):
        assert any(said in href for href, _count in counts), said


def test_who_sees_figures_but_no_matters_is_led_to_none(visit, life):
    life.submit(by="chen", place_code=cast.NICKNAMES["courtyard_1"])

    assert "/desk/place" not in "".join(visit("secretary-lin").get(f"/figures/{cast.VILLAGE}").links())


@pytest.mark.parametrize(("name", "path", "status"), [
    ("resident-li", "/figures", 403), ("member-wang", COMMUNITY_PAGE, 403), ("worker-far", COMMUNITY_PAGE, 403),
    ("worker-zhang", TOWN_PAGE, 403), ("admin-zheng", "/figures/500115999", 404),
    ("worker-zhang", f"{TOWN_PAGE}/2026-03.pdf", 403), ("admin-zheng", f"{TOWN_PAGE}/2026-13.pdf", 404),
    ("worker-zhang", f"{TOWN_PAGE}/rates", 403), ("member-wang", "/figures/ledger?format=xlsx", 403),
    ("resident-li", "/figures/ledger", 403), ("worker-zhang", f"{TOWN_PAGE}/worst?format=xlsx", 403)])
def test_who_does_not_look_after_a_place_sees_none_of_its_figures(visit, name, path, status):
    assert visit(name).get(path).status == status
    assert audited("export") == []


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


def test_the_numbers_of_every_picture_can_be_taken_home(visit, people, answered):
    visitor = visit("supervisor-wu")

    for of in rates.LISTS:
        head, *rows = sheet(visitor.get(f"{TOWN_PAGE}/rates?of={of}"))
        assert [row[1] for row in rows] == [row["name"] for row in rates.rates(cast.TOWN, by=people.wu)[of]]
    assert visitor.get(f"{TOWN_PAGE}/backlog").body[:2] == b"PK"
    assert visitor.get(f"{TOWN_PAGE}/courtyards?format=csv").body.decode("utf-8-sig").startswith("编码,院落党小组")
    assert len(audited("export")) == 6


def test_what_is_taken_home_is_kept_by_nobody_on_the_way(visit, frozen):
    zheng = visit("admin-zheng")

    for path in (f"{TOWN_PAGE}/rates", f"{TOWN_PAGE}/worst?format=csv", f"{TOWN_PAGE}/2026-02.pdf",
                 "/figures/ledger?format=xlsx", "/admin/audit.xlsx", "/admin/imports/places.xlsx"):
        said = zheng.get(path).headers
        assert said["Content-Disposition"].startswith("attachment"), path
        assert said["Cache-Control"] == "private, no-store", path


def test_one_is_led_up_and_to_matters_only_where_one_may_look(visit):
    up = [TOWN_PAGE in visit(name).get(COMMUNITY_PAGE).links() for name in ("worker-zhang", "supervisor-wu")]
    village = visit("secretary-lin").get(f"/figures/{cast.VILLAGE}").links()

    assert up == [False, True]
    assert [link for link in village if link.startswith(("/desk", "/figures/ledger"))] == []


def test_courtyards_show_their_year_in_signs_and_words(visit):
    page = visit("secretary-lin").get(f"/figures/{cast.VILLAGE}/courtyards")

    assert "没有安排" in page.text and "–" in page.text


def test_the_monthly_report_says_the_figures_on_paper(visit, people, answered, frozen):
    month = rates.rates(cast.COMMUNITY, by=people.zhang)["until"]

    pdf = visit("worker-zhang").get(f"{COMMUNITY_PAGE}/{month}.pdf")

    pages = pages_of(pdf.body)
    text = "".join(line for page in pages for line in page)
    for said in ("东街社区", "诉求办理月报", "按时联系 6 件", "已公布评价 6 件，满意 4 件，66.7%", "提交 7 件",
                 "并单单独列出", "每满 5 条新的才一起公布", "由张蓉打印", f"第 1 页，共 {len(pages)} 页", "东街花园",
                 "社区接单"):
        assert said in text, said
    assert audited("export") == [(f"report:{cast.COMMUNITY}", {"format": "pdf", "month": month})]


@pytest.mark.parametrize(("path", "most"), [
    (TOWN_PAGE, 16),  # seven questions on one page, each by an index of its own, and the place once for all of them
    (f"/figures/{cast.COMMUNITY}", 16), (f"{TOWN_PAGE}/worst", 5), (f"{TOWN_PAGE}/courtyards", 4),
    ("/figures/ledger", 3)])
def test_pages_of_figures_ask_little(visit, people, answered, wait, statements, path, most):
    actions.support(answered, by=people.hu)
    wait(days=30)
    count_tickets_again()
    visitor = visit("admin-zheng")
    visitor.get(path)

    with statements() as sent:
        page = visitor.get(path)

    assert page.status == 200 and len(sent) <= most, len(sent)
