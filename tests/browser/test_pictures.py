"""Pictures in a real browser, where they are not a matter's: shrunk, brought one by one, never chosen twice."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import expect

from service.core.database import db
from service.courtyard.actions import planning
from service.courtyard.models import PartyMassDay, RuleKind
from service.media.models import Photo
from service.party.days import today
from tests.browser.accessibility import barriers

NEW_WISH = "/wishes/new/500115001009-01-01"


@pytest.fixture
def day(town):
    """The path of today's day of the first group."""
    planning.set_rule("demo-group-1", by=town.actor("secretary-lin"), kind=RuleKind.DAY_OF_MONTH, day=today().day)
    return f"/courtyard/days/{db.session.scalar(sa.select(sa.func.min(PartyMassDay.id)))}"


def _photo(name, size=(2400, 1800)):
    file = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(file, "JPEG", quality=60)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _sizes(of):
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(
        sa.select(Photo.width, Photo.height).where(Photo.attached_to == of).order_by(Photo.position))]


def test_a_refused_wish_keeps_its_picture_and_sends_it_with_the_words(open_browser):
    with open_browser("resident-li") as page:
        page.goto(NEW_WISH)
        page.get_by_label("想要什么").fill("换个灯泡。")
        page.get_by_label("最好哪天前").fill("2001-01-01")
        page.locator("#wish-pictures").set_input_files([_photo("one.jpg")])
        page.get_by_role("button", name="交给社区").click()  # while the phone still shrinks it
        page.locator("#problem").wait_for()
        expect(page.locator("#wish-shots input:checked")).to_have_count(1)
        found = barriers(page)
        page.get_by_label("最好哪天前").fill("")
        page.get_by_role("button", name="交给社区").click()
        page.get_by_text("心愿已交给社区").wait_for()

    assert (found, _sizes("wish")) == ([], [(1600, 1200)])


def test_a_picture_that_does_not_arrive_is_not_left_behind_in_silence(open_browser):
    with open_browser("resident-li") as page:
        page.goto(NEW_WISH)
        page.get_by_label("想要什么").fill("换个灯泡。")
        page.route("**/photos", lambda route: route.abort())
        page.locator("#wish-pictures").set_input_files([_photo("one.jpg", (80, 60))])
        page.get_by_role("button", name="交给社区").click()
        page.get_by_text("网络断了，还没有提交").wait_for()
        page.unroute("**/photos")
        page.get_by_role("button", name="交给社区").click()
        page.get_by_text("心愿已交给社区").wait_for()

    assert _sizes("wish") == [(80, 60)]


def test_a_logs_pictures_come_into_its_draft_and_signing_out_leaves_no_word_on_the_phone(open_browser, day):
    with open_browser("lead-hu") as page:
        page.goto(f"{day}/log")
        page.locator("#log-pictures").set_input_files([_photo("one.jpg"), _photo("two.jpg", (800, 1200))])
        page.get_by_text("已传好 2 张照片，共 2 张").wait_for()
        expect(page.locator("[data-state]")).to_contain_text("草稿已自动保存")
        page.wait_for_timeout(500)
        page.reload()
        expect(page.locator("#log-shots input:checked")).to_have_count(2)
        found = barriers(page)
        page.fill("#log-spot", "老槐树下")
        page.locator("#log-spot").blur()
        page.goto("/sign-out")
        page.get_by_text("还有您没提交的内容").wait_for()
        page.get_by_role("button", name="退出登录").click()
        page.get_by_text("您已退出登录").wait_for()
        left = page.evaluate("Object.keys(localStorage).length")

    assert (found, left, _sizes("activity_log")) == ([], 0, [(1600, 1200), (800, 1200)])
