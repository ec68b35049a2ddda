"""Administration in real browsers: a rule is tried and saved, a list imported, and no page shuts anybody out."""

from playwright.sync_api import expect

from service.feedback import actions
from service.town import cast
from tests.browser.accessibility import barriers, barriers_both_ways
from tests.browser.conftest import DESK

COMMUNITY, BUILDING = cast.COMMUNITY, cast.NICKNAMES["building_1"]
LIST = "地点编码,名称,级别,上级编码\n{code},新苑小区,{level},{parent}\n"
PAGES = ("/admin", f"/admin/places/{COMMUNITY}", f"/admin/places/{COMMUNITY}/people",
         f"/admin/places/{COMMUNITY}/position", "/admin/outside-systems", "/admin/feedback-periods",
         "/admin/safeguards", "/admin/safeguards/1", "/admin/safeguards/new",
         "/admin/rules", "/admin/rules/1", "/admin/rules/trial",
         "/admin/categories", "/admin/categories/facilities.lamp", "/admin/limits",
         "/admin/imports", "/admin/audit", "/admin/audit/verification", "/admin/state", "/admin/messages", "/setup")


def _list(level):
    text = LIST.format(code=f"{COMMUNITY}-09", level=level, parent=COMMUNITY)
    return {"name": "places.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_a_rule_is_tried_before_it_is_saved(open_browser, town):
    actions.submit(by=town.actor("resident-li"), text="楼道灯不亮", place_code=BUILDING, category="facilities.lamp")
    with open_browser("admin-zheng", DESK) as page:
        page.goto(f"/admin/rules/new?place={COMMUNITY}")
        page.get_by_label("名称").fill("东街社区的路灯由社区办")
        page.locator("#rule-category").select_option("facilities.lamp")
        page.get_by_text("社区接单", exact=True).first.click()
        page.get_by_label("试一句话").fill("路灯不亮")
        page.locator("#rule-tried_place").select_option(COMMUNITY)
        page.get_by_role("button", name="试算").click()
        expect(page.get_by_text("党员接单 → 社区接单：1 件")).to_be_visible()
        assert barriers(page) == []
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("规则已保存")).to_be_visible()


def test_a_list_is_imported_once_its_faults_are_mended(open_browser):
    with open_browser("admin-zheng", DESK) as page:
        page.goto("/admin/imports")
        page.locator("#list-_list").set_input_files([_list("院子")])
        page.get_by_role("button", name="试一遍").click()
        expect(page.get_by_text("有 1 处不对")).to_be_visible()
        assert barriers(page) == []
        with page.expect_download() as report:
            page.get_by_role("button", name="下载问题清单").click()
        assert report.value.suggested_filename.endswith(".xlsx")
        page.goto("/admin/imports")
        page.locator("#list-_list").set_input_files([_list("小区")])
        page.get_by_role("button", name="试一遍").click()
        page.get_by_role("button", name="正式导入").click()
        expect(page.get_by_text("新增 1 行")).to_be_visible()


def test_the_secret_of_a_link_does_not_stay_in_its_address(open_browser):
    with open_browser() as page:
        page.goto("/setup#a-secret-of-a-link")
        expect(page.get_by_label("口令")).to_have_value("a-secret-of-a-link")
        assert page.url.endswith("/setup")


def test_no_page_shuts_anybody_out(open_browser):
    with open_browser("admin-zheng") as page:
        found = {path: (page.goto(path), barriers_both_ways(page))[1] for path in PAGES}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
