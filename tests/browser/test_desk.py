"""The desk in real browsers: a ticket's whole life by three people, a lost race, arrivals, shortcuts, barriers."""

import re
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from service.core import clock
from service.feedback import actions
from service.feedback.routing import Queue
from service.screening import actions as screening
from service.town import cast
from tests.browser.accessibility import barriers, barriers_both_ways
from tests.browser.conftest import DESK, PHONE

BUILDING = cast.NICKNAMES["building_1"]
CATEGORIES = {Queue.PARTY_MEMBER: "facilities.lamp", Queue.COMMUNITY: "facilities.elevator"}


@pytest.fixture
def report(town):
    """`report("灯不亮")`: 李阿姨 submits something at building 1; its number."""
    def submit(text, queue=Queue.PARTY_MEMBER, by="resident-li", **facts):
        facts = {"category": CATEGORIES[queue], "place_code": BUILDING} | facts
        return actions.submit(by=town.actor(by), text=text, **facts).number
    return submit


def _picture():
    file = BytesIO()
    Image.new("RGB", (640, 480), "orange").save(file, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _calls_and_answers(page, text):
    page.get_by_text("打电话", exact=True).click()
    page.get_by_text("联系上了", exact=True).click()
    page.get_by_role("button", name="记一次联系").click()
    page.get_by_label("办得怎么样了").fill(text)
    page.get_by_label("照片").set_input_files([_picture()])
    page.get_by_role("button", name="答复居民").click()
    expect(page.get_by_alt_text("答复的第 1 张照片")).to_be_visible()


def test_three_people_live_through_a_ticket(open_browser, town):
    with ExitStack() as all_three:
        li, zhang, wang = (all_three.enter_context(open_browser(name, size)) for name, size in (
            ("resident-li", PHONE), ("worker-zhang", DESK), ("member-wang", PHONE)))
        li.goto(f"/q/{town.token('building_1')}")
        li.get_by_label("什么事").fill("三单元楼道灯不亮，晚上老人看不见台阶。")
        li.get_by_role("button", name="提交").click()
        li.wait_for_url("**/tickets/500115-*")
        number = re.search(r"500115-\d{8}-\d{4}-\d", li.url)[0]

        zhang.goto("/desk/place")
        zhang.get_by_role("link", name="三单元楼道灯不亮").click()
        expect(zhang.get_by_text("190****0001")).to_be_visible()
        assert "19000000001" not in zhang.content()

        wang.goto("/desk")
        wang.get_by_role("button", name="接单：三单元楼道灯不亮").click()
        expect(wang.get_by_text("您已接单。")).to_be_visible()
        _calls_and_answers(wang, "灯泡已经换好，晚上亮了。")

        actions.rate(number, by=town.actor("resident-li"), solved="yes", satisfaction=5, contacted_in_time=True)
        zhang.goto(f"/desk/tickets/{number}")
        expect(zhang.locator("h1")).to_contain_text("路灯照明")
        expect(zhang.get_by_text("已结束（居民已确认）")).to_be_visible()
        li.goto(f"/tickets/{number}")
        expect(li.get_by_text("灯泡已经换好，晚上亮了。")).to_be_visible()


def test_of_two_who_tap_the_second_hears_who_was_first(open_browser, report):
    number, other = report("电梯停了", Queue.COMMUNITY), report("门关不上", Queue.COMMUNITY)
    with open_browser("worker-zhang", DESK) as zhang, open_browser("worker-zhou", PHONE) as zhou:
        zhang.goto("/desk")
        zhou.goto("/desk")
        zhang.get_by_role("button", name="接单：电梯停了").click()
        expect(zhang.get_by_text("您已接单。")).to_be_visible()
        zhou.get_by_role("button", name="接单：电梯停了").click()

        expect(zhou.get_by_role("alert")).to_have_text("张蓉已经接单了。")
        expect(zhou.locator(f"#waiting [data-number='{number}']")).to_have_count(0)
        expect(zhou.locator(f"#waiting [data-number='{other}']")).to_be_visible()


def test_what_arrives_shows_without_reloading_and_disturbs_nobody(open_browser, report):
    first = report("电梯停了", Queue.COMMUNITY)
    with open_browser("worker-zhang", DESK) as page:
        page.clock.install()
        page.goto("/desk")
        page.locator("#search").fill("写到一半")
        page.locator(f"[data-key='open-{first}']").focus()
        report("电梯门关不上", Queue.COMMUNITY, urgency="emergency")
        report("电梯有异响", Queue.COMMUNITY)
        page.clock.run_for(15_500)

        expect(page.locator("#waiting .job")).to_have_count(3)
        expect(page.locator("#arrivals")).to_have_text("有 2 件新的诉求")
        expect(page).to_have_title(re.compile(r"^（3）接单"))
        expect(page.locator("#waiting .job").first).to_contain_text("电梯门关不上")
        assert page.evaluate("document.activeElement.dataset.key") == f"open-{first}"
        assert page.locator("#search").input_value() == "写到一半"

        page.context.set_offline(True)
        page.clock.run_for(15_500)
        expect(page.locator("#connection")).to_be_visible()
        page.context.set_offline(False)
        page.clock.run_for(31_000)
        expect(page.locator("#connection")).to_be_hidden()

        page.locator("#waiting .job", has_text="有异响").get_by_role("button").click()
        expect(page.get_by_text("您已接单。")).to_be_visible()


def test_a_page_nobody_looks_at_asks_nothing(open_browser, report):
    report("电梯停了", Queue.COMMUNITY)
    with open_browser("worker-zhang", DESK) as page:
        asked = []
        page.on("request", lambda one: asked.append(one.url) if "/desk/waiting" in one.url else None)
        page.clock.install()
        page.goto("/desk")
        page.evaluate("""() => { Object.defineProperty(document, "hidden", {value: true, configurable: true});
                                 document.dispatchEvent(new Event("visibilitychange")); }""")
        page.clock.run_for(60_000)
        assert asked == []

        page.evaluate("""() => { Object.defineProperty(document, "hidden", {value: false, configurable: true});
                                 document.dispatchEvent(new Event("visibilitychange")); }""")
        page.wait_for_timeout(0)
        expect(page.locator("#waiting .job")).to_have_count(1)
        page.clock.run_for(15_500)
        assert 1 <= len(asked) <= 3


def test_the_desk_is_worked_by_keys_alone(open_browser, report):
    report("电梯停了", Queue.COMMUNITY)
    report("电梯有异响", Queue.COMMUNITY)
    with open_browser("worker-zhang", DESK) as page:
        page.goto("/desk")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator(".job-open:focus")).to_have_text("电梯有异响")
        page.keyboard.press("k")
        expect(page.locator(".job-open:focus")).to_have_text("电梯停了")
        page.keyboard.press("/")
        page.keyboard.type("jkc?")
        assert page.locator("#search").input_value() == "jkc?" and page.url.endswith("/desk")


def test_shortcuts_can_be_switched_off_and_stay_so(open_browser, report):
    report("电梯停了", Queue.COMMUNITY)
    with open_browser("worker-zhang", DESK) as page:
        page.goto("/desk")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert barriers(page) == []
        page.get_by_label("使用快捷键").uncheck()
        page.get_by_role("button", name="关上").click()
        page.keyboard.press("j")
        expect(page.locator(".job-open:focus")).to_have_count(0)

        page.reload()
        page.get_by_role("button", name="键盘快捷键").click()
        page.get_by_label("使用快捷键").check()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("c")
        expect(page.get_by_text("您已接单。")).to_be_visible()
        page.goto("/desk/mine")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("电梯")


@pytest.fixture
def desk_pages(report, town):
    """Every page of the desk with something on it, by whom it is looked at."""
    zhang, zhou = town.actor("worker-zhang"), town.actor("worker-zhou")
    lamp, other = report("一号楼的路灯不亮", public=True), report("门口的灯黑了", by="resident-chen")
    lift = report("电梯停了，困了人", Queue.COMMUNITY, urgency="emergency")
    held = report("电梯门关不上", Queue.COMMUNITY)
    report("举报小区收费不公开", category=None)
    report("楼下贴了测试违规的纸", public=True)
    screening.check_due()
    actions.claim(held, by=zhang)
    actions.claim(lift, by=zhou)
    later = clock.local(clock.now()).date() + timedelta(days=10)
    actions.request_suspension(lift, by=zhou, reason="等配件", review_on=later)
    return {"worker-zhang": ["/desk", "/desk/mine", "/desk/place?state=queued", "/desk/reviews", "/desk/codes",
                             f"/desk/tickets/{lamp}", f"/desk/tickets/{held}", f"/desk/tickets/{other}/merge",
                             f"/desk/tickets/{other}/merge/{lamp}"],
            "supervisor-wu": [f"/desk/tickets/{lift}"]}


def test_everybody_can_work_at_the_desk(open_browser, desk_pages):
    found = {}
    for name, paths in desk_pages.items():
        with open_browser(name) as page:
            for path in paths:
                page.goto(path)
                page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
                found[path] = barriers_both_ways(page)

    assert {path: flaws for path, flaws in found.items() if flaws} == {}


def test_an_answer_goes_though_its_picture_had_arrived_before(open_browser, report):
    number = report("灯不亮", Queue.COMMUNITY)
    with open_browser("worker-zhang", PHONE) as zhang:
        zhang.goto("/desk")
        zhang.get_by_role("button", name="接单：灯不亮").click()
        expect(zhang.get_by_text("您已接单。")).to_be_visible()
        zhang.goto(f"/desk/tickets/{number}")
        zhang.get_by_text("打电话", exact=True).click()
        zhang.get_by_text("联系上了", exact=True).click()
        zhang.get_by_role("button", name="记一次联系").click()
        zhang.get_by_label("照片").set_input_files([_picture()])
        expect(zhang.get_by_text("已经传好")).to_be_visible()
        zhang.get_by_label("办得怎么样了").fill("换好了。")
        zhang.get_by_role("button", name="答复居民").click()

        expect(zhang.get_by_alt_text("答复的第 1 张照片")).to_be_visible()
