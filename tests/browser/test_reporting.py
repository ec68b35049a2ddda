"""A resident on the stairs, in a real browser: a report by a stranger, on a bad line, and without any script."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from service.core.database import db
from service.feedback.models import Ticket
from service.feedback.workflow import State
from service.media.models import Photo
from tests.browser.accessibility import barriers
from tests.browser.conftest import DESK, PHONE
from tests.feedback.conftest import Life, People

WEIGHT = 150 * 1024


def _photo(name="lamp.jpg", size=(2400, 1800)):
    file = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(file, "JPEG", quality=60)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _tickets():
    db.session.rollback()
    return db.session.scalars(sa.select(Ticket).order_by(Ticket.id)).all()


def _said(page):
    return page.locator("#report-state")


@pytest.fixture
def path(town):
    """The address behind the code of building 1."""
    return f"/q/{town.token('building_1')}"


def test_a_stranger_reports_with_pictures_and_signs_in_at_the_end(open_browser, path):
    with open_browser() as page:
        page.get_by_role("link", name="我要反映").click()
        page.get_by_role("link", name="东街花园 1号楼").click()
        page.get_by_label("什么事").fill("三单元楼道灯不亮。")
        page.locator("#report-pictures").set_input_files([_photo("one.jpg"), _photo("two.jpg", (800, 1200))])
        page.locator("#report-shots li").nth(1).get_by_text("登录后上传").wait_for()
        found = barriers(page)
        page.get_by_role("button", name="提交").click()
        page.locator("button[value='demo:resident-li']").click()
        page.get_by_text("您已登录，刚才写的都在").wait_for()
        page.get_by_text("已传好 2 张照片，共 2 张").wait_for()
        page.get_by_role("button", name="提交").click()
        page.get_by_text("已收到您的反映").wait_for()
        kept = page.evaluate("Object.keys(localStorage).length")

    ticket, = _tickets()
    sizes = db.session.execute(sa.select(Photo.width, Photo.height).where(Photo.attached_id == ticket.id)
                               .order_by(Photo.position)).all()
    assert (found, kept) == ([], 0)
    assert (ticket.text, [tuple(size) for size in sizes]) == ("三单元楼道灯不亮。", [(1600, 1200), (800, 1200)])


def test_pictures_lost_on_the_way_go_up_after_a_reload_in_the_middle_of_the_form(open_browser, path):
    with open_browser("resident-li") as page:
        page.goto(path)
        page.route("**/photos", lambda route: route.abort())
        page.get_by_label("什么事").fill("电梯停了。")
        page.locator("#report-pictures").set_input_files([_photo(), _photo("two.jpg")])
        page.get_by_text("网络断了，照片还在手机里").wait_for()
        page.get_by_role("button", name="提交").click()
        page.get_by_text("网络断了，还没有提交成功").wait_for()
        found = barriers(page)
        page.reload()
        page.get_by_text("上次没写完的还在").wait_for()
        words = page.get_by_label("什么事").input_value()
        page.unroute("**/photos")
        page.get_by_role("button", name="再传一次照片 1").click()
        page.get_by_text("已传好 2 张照片").wait_for()
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/tickets/500115-*")

    ticket, = _tickets()
    assert (found, words, ticket.text, ticket.photo_count) == ([], "电梯停了。", "电梯停了。", 2)


def test_an_answer_lost_on_the_way_doubles_nothing(open_browser, path):
    with open_browser("resident-li") as page:
        page.goto(path)
        page.get_by_label("什么事").fill("电梯停了。")
        page.route(f"**{path}", _lose_the_answer)  # the server gets it, and nobody hears so
        page.get_by_role("button", name="提交").click()
        page.get_by_text("网络断了，还没有提交成功").wait_for()
        page.unroute(f"**{path}")
        page.reload()
        page.get_by_text("上次提交没有等到回音").wait_for()
        page.context.set_offline(True)
        page.get_by_role("button", name="提交").click()
        page.get_by_text("网络断了，还没有提交成功").wait_for()
        page.context.set_offline(False)  # and it goes by itself
        page.wait_for_url("**/tickets/500115-*")

    assert [ticket.text for ticket in _tickets()] == ["电梯停了。"]


def _lose_the_answer(route):
    route.fetch()
    route.abort()


def test_a_draft_is_nobody_elses(open_browser, path):
    with open_browser("resident-li") as page:
        page.goto(path)
        page.get_by_label("什么事").fill("只有我自己知道的事。")
        page.reload()
        page.get_by_text("上次没写完的还在").wait_for()
        page.goto("/sign-out")
        page.get_by_text("还有您没提交的内容").wait_for()
        page.get_by_role("button", name="退出登录").click()
        page.get_by_text("您已退出登录").wait_for()
        left = page.evaluate("Object.keys(localStorage).length")
        page.goto(path)
        page.get_by_label("什么事").fill("不登录先写着。")
        page.goto("/sign-in")
        page.locator("button[value='demo:resident-chen']").click()
        page.goto(path)
        page.wait_for_timeout(300)

        assert (left, page.get_by_label("什么事").input_value()) == (0, "")


def test_without_scripts_the_same_is_done(open_browser, path):
    with open_browser(java_script_enabled=False) as page:
        page.goto(path)
        page.get_by_label("什么事").fill("水管漏水。")
        page.locator("#report-pictures").set_input_files([_photo()])
        page.get_by_role("button", name="提交").click()
        page.locator("button[value='demo:resident-li']").click()
        page.get_by_label("照片没能带过来").set_input_files([_photo()])
        page.get_by_role("button", name="继续提交").click()
        page.get_by_text("已收到您的反映").wait_for()

    ticket, = _tickets()
    assert (ticket.text, ticket.photo_count) == ("水管漏水。", 1)


def test_a_picture_that_is_none_is_told_and_taken_away(open_browser, path):
    with open_browser("resident-li") as page:
        page.goto(path)
        page.get_by_label("什么事").fill("水管漏水。")
        page.locator("#report-pictures").set_input_files([
            {"name": "letter.heic", "mimeType": "image/heic", "buffer": b"dear neighbours"}])
        page.locator("#report-shots .said", has_text="照片").wait_for()
        page.get_by_role("button", name="提交").click()
        page.get_by_text("有照片没有收下，请去掉它再提交").wait_for()
        page.get_by_role("button", name="去掉照片 1").click()
        page.get_by_role("button", name="提交").click()
        page.get_by_text("已收到您的反映").wait_for()

    assert [ticket.photo_count for ticket in _tickets()] == [0]


def test_three_taps_rate_and_a_refusal_is_where_the_reader_is(open_browser, town):
    life = Life(People(town))
    number = life.answer(life.submit())
    with open_browser("resident-li") as page:
        page.get_by_role("link", name="楼下有件事要办").click()
        for fact in ("解决了", "很满意", "及时"):
            page.locator("label", has_text=fact).first.click()
        page.get_by_role("button", name="提交评价").click()
        page.get_by_text("谢谢您的评价").wait_for()
        page.goto("/me/leaving")
        page.get_by_role("button", name="注销账号").click()
        page.get_by_text("请先勾选").first.wait_for()
        focused = page.evaluate("document.activeElement.id")

    assert (life.ticket(number).state, focused) == (State.CLOSED, "problem")


def test_the_first_page_load_is_light(open_browser, path):
    with open_browser() as page:
        weights = {}
        for address in ("/", path):
            page.context.clear_cookies()
            wire = page.context.new_cdp_session(page)
            wire.send("Network.enable")
            wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
            got = []
            wire.on("Network.loadingFinished", lambda event, got=got: got.append(event["encodedDataLength"]))
            page.goto(address, wait_until="networkidle")
            weights[address] = sum(got)
            wire.detach()

    assert all(0 < weight <= WEIGHT for weight in weights.values()), weights


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def test_everybody_can_use_the_residents_pages(open_browser, path, town, size, scheme):
    life = Life(People(town))
    number, asking = life.answer(life.submit(public=True)), life.bring_to(State.ASKING, by="li")
    pages = ("/", "/report", path, "/tickets", f"/tickets/{number}", f"/tickets/{asking}", "/inbox", "/me", "/me/data",
             "/me/leaving", "/sign-out", "/public", "/q/nothing")
    with open_browser("resident-li", size, color_scheme=scheme) as page:
        found = {each: (page.goto(each), barriers(page))[1] for each in pages}
        page.goto("/")
        page.get_by_role("button", name="大字").click()
        found["large"] = [flaw for each in (path, f"/tickets/{number}")
                          for flaw in (page.goto(each), barriers(page))[1]]

    assert {each: flaws for each, flaws in found.items() if flaws} == {}
