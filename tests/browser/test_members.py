"""Courtyards, members and riders in a real browser: lost connections, whole walks, and everybody can use the pages."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.courtyard.actions import planning
from service.courtyard.models import PartyMassDay, RuleKind
from service.feedback.models import Ticket
from service.party.days import today
from service.volunteering.actions import locate
from tests.browser.conftest import DESK, PHONE

BUILDING = "500115001009-01-01"
NOW = "dispatchEvent(new Event('online'))"  # what the browser says when the connection is back


@pytest.fixture
def day(town):
    """The path of today's day of the first group."""
    planning.set_rule("demo-group-1", by=town.actor("secretary-lin"), kind=RuleKind.DAY_OF_MONTH, day=today().day)
    return f"/courtyard/days/{db.session.scalar(sa.select(sa.func.min(PartyMassDay.id)))}"


def _write(page):
    """What 胡院长 writes."""
    page.fill("#log-spot", "胡家院坝")
    page.select_option("#log-host_id", label="胡院长")
    page.click("label[for='log-members.0.there-present']")
    page.fill("[data-kind=opinion_collection] textarea", "进院路上的路灯坏了。")
    page.click("[data-section=items][data-kind=opinion_collection] [data-more]")
    page.locator("[data-row][data-kind=opinion_collection] textarea").nth(1).fill("水沟堵了。")


def test_a_courtyards_day_survives_a_lost_connection_and_is_approved(open_browser, day):
    with open_browser("lead-hu") as page:
        page.goto(f"{day}/log")
        page.context.set_offline(True)
        _write(page)
        page.wait_for_timeout(600)
        page.evaluate(NOW)
        page.get_by_text("没有网络").wait_for()
        page.close()
        page = page.context.new_page()
        page.context.set_offline(False)
        page.goto(f"{day}/log")
        page.get_by_text("草稿已自动保存").wait_for()
        found = [node.input_value() for node in
                 page.locator("[data-row][data-kind=opinion_collection] textarea").all()]
        page.fill("#log-begins_at", "09:00")
        page.fill("#log-ends_at", "10:30")
        page.get_by_role("button", name="提交给支部书记").click()
        page.get_by_text("已转成诉求").first.wait_for()
        is_kept = page.evaluate("Object.keys(localStorage).length")
    with open_browser("secretary-lin", DESK) as page:
        page.goto("/courtyard")
        page.locator(f"a[href='{day}/log']").click()
        page.get_by_role("button", name="通过").click()
        page.get_by_text("已通过").first.wait_for()

    assert (found[:2], is_kept) == (["进院路上的路灯坏了。", "水沟堵了。"], 0)
    assert sorted(db.session.scalars(sa.select(Ticket.text))) == ["水沟堵了。", "进院路上的路灯坏了。"]


def test_who_writes_beside_somebody_else_is_told_and_sees_both(open_browser, day):
    with open_browser("lead-hu") as hu, open_browser("secretary-lin", DESK) as lin:
        hu.goto(f"{day}/log")
        lin.goto(f"{day}/log")
        hu.fill("#log-spot", "胡家院坝")
        hu.evaluate(NOW)
        hu.get_by_text("草稿已自动保存").wait_for()
        lin.fill("#log-spot", "村委会")
        lin.evaluate(NOW)
        lin.get_by_text("别人刚保存过").wait_for()
        lin.get_by_role("button", name="保存草稿").click()
        lin.get_by_text("胡院长 刚保存的这一份").wait_for()
        both = lin.locator("details.card").inner_text(), lin.input_value("#log-spot")

    assert ("胡家院坝" in both[0], both[1]) == (True, "村委会")


def _apply(li):
    """李阿姨 applies from the very first page."""
    li.goto("/member")
    li.get_by_role("link", name="我要报到").click()
    for name in ("凤城街道", "东街社区", "东街花园", "1号楼"):
        li.locator("main .places").get_by_role("link", name=name, exact=True).click()
    li.select_option("#register-unit_code", label="长寿区某某局")
    li.click("label[for='register-skills-electrical']")
    li.get_by_role("button", name="交给").click()


def _set_up_a_post(zhang):
    """张蓉 sets a post up at building 1."""
    zhang.goto(f"/posts/new/{BUILDING}")
    zhang.select_option("#post-kind", label="平安巡查岗")
    for field, words in (("title", "夜间巡楼"), ("description", "看灯"), ("times", "周五晚"), ("seats", "2")):
        zhang.fill(f"#post-{field}", words)
    zhang.get_by_role("button", name="设好").click()
    zhang.get_by_text("岗位设好了").wait_for()


def test_a_member_goes_from_his_application_to_his_certificate(open_browser):
    with open_browser("resident-li") as li, open_browser("worker-zhang", DESK) as zhang:
        _apply(li)
        zhang.goto("/community")
        zhang.get_by_role("link", name="李阿姨").click()
        zhang.get_by_role("button", name="受理", exact=True).click()
        _set_up_a_post(zhang)
        li.goto("/posts")
        li.get_by_role("link", name="夜间巡楼").click()
        li.get_by_role("button", name="我来上岗").click()
        li.fill("#turn-minutes", "60")
        li.get_by_role("button", name="登记", exact=True).click()
        li.get_by_text("等社区确认").wait_for()
        zhang.reload()
        zhang.get_by_role("button", name="确认", exact=True).click()
        zhang.get_by_text("已确认").first.wait_for()
        li.goto("/member")
        with li.expect_download() as paper:
            li.get_by_role("link", name="下载今年的服务证明").click()
        head = paper.value.path().read_bytes()[:5]
    with open_browser("unit-he") as he:
        he.goto("/unit")
        told = he.locator("main").inner_text()

    assert (head, "李阿姨" in told) == (b"%PDF-", True)


def test_a_rider_reports_in_two_taps_also_without_a_connection(open_browser, town):
    locate(BUILDING, by=town.actor("worker-zhang"), lat=29.85, lng=107.08, coord_type="wgs84")
    here = {"geolocation": {"latitude": 29.8501, "longitude": 107.0801}, "permissions": ["geolocation"]}

    with open_browser("volunteer-qian", PHONE, **here) as page:
        page.goto("/rider")
        page.get_by_role("link", name="路面破损").click()
        page.get_by_role("button", name="用我现在的位置，发出").click()
        page.get_by_text("已发出 1 件").wait_for()
        page.goto("/rider/street_light_out")
        page.context.set_offline(True)
        page.get_by_role("button", name="用我现在的位置，发出").click()
        page.get_by_text("存在这台手机上").wait_for()
        page.context.set_offline(False)
        page.get_by_text("已发出 1 件").wait_for()
        page.goto("/rider/manhole_cover_missing")
        page.context.set_offline(True)
        page.get_by_role("button", name="1号楼，发出").click()
        page.get_by_text("存在这台手机上").wait_for()
        page.context.set_offline(False)
        page.get_by_text("已发出 1 件").wait_for()
        page.goto("/rider/reports")
        told = page.locator("main").inner_text()

    assert [f"{kind} · 1号楼" in told for kind in ("路面破损", "路灯不亮", "井盖缺失")] == [True, True, True]
