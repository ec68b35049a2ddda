"""Figures in real browsers: no barriers on a phone and at a desk, and an export that is opened again and compared."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from service.feedback import actions
from service.feedback.queries import lists
from service.town import cast
from tests.browser.accessibility import barriers_both_ways
from tests.browser.conftest import DESK

BUILDING = cast.NICKNAMES["building_1"]


@pytest.fixture
def matters(town):
    """Three matters of 李阿姨's, one of them with what a spreadsheet would run."""
    return [actions.submit(by=town.actor("resident-li"), text=text, place_code=BUILDING, category=category).number
            for text, category in (("灯不亮", "facilities.lamp"), ("=1+1 电梯停了", "facilities.elevator"),
                                   ("门口黑", "facilities.lamp"))]


def _bytes(coming):
    return BytesIO(Path(coming.value.path()).read_bytes())


def test_no_page_of_figures_has_a_barrier(open_browser, matters):
    with open_browser("supervisor-wu") as page:
        for path in ("/figures", f"/figures/{cast.TOWN}/worst", f"/figures/{cast.TOWN}/courtyards", "/figures/ledger"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert barriers_both_ways(page) == [], path


def test_an_export_is_opened_again_and_is_the_list(open_browser, matters, town):
    with open_browser("worker-zhang", DESK) as page:
        page.goto("/")
        page.get_by_role("link", name="统计", exact=True).click()
        page.get_by_role("link", name="导出台账").click()
        with page.expect_download() as coming:
            page.get_by_role("button", name="导出 Excel 表格").first.click()
        rows = list(load_workbook(_bytes(coming)).active.iter_rows(values_only=True))
        listed = lists.tickets(town.actor("worker-zhang"), view="place", limit=100).items
        assert [row[0] for row in rows[1:]] == [item["number"] for item in listed]
        assert [row[7] for row in rows[1:]] == ["门口黑", "=1+1 电梯停了", "灯不亮"]

        page.get_by_label("为什么需要联系方式").fill("电话回访")
        with page.expect_download() as coming:
            page.get_by_role("button", name="导出 Excel 表格").last.click()
        head, *rows = load_workbook(_bytes(coming)).active.iter_rows(values_only=True)
        assert head[-3:] == ("联系人", "联系电话", "门牌号")
        assert {row[-3] for row in rows} == {"李阿姨"}
