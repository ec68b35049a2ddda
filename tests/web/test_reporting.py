"""Somebody on the stairs reports something: by the code or by choice, with pictures, without scripts and an account."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.feedback import actions
from service.feedback.models import Support, Ticket
from service.media.models import Photo
from service.organization.actions import codes
from service.town import cast
from tests.web.pictures import no_photo, photo

BUILDING = cast.NICKNAMES["building_1"]


@pytest.fixture
def form(visit, town):
    """`form("resident-li")`: a visitor at the form of building 1, and its path."""
    def at_the_form(name=None):
        visitor, path = visit(name), f"/q/{town.token('building_1')}"
        return visitor, visitor.get(path), path
    return at_the_form


def _tickets():
    return db.session.scalars(sa.select(Ticket).order_by(Ticket.id)).all()


def _pictures_of(ticket):
    return db.session.scalars(sa.select(Photo.id).where(
        Photo.attached_to == "ticket", Photo.attached_id == ticket.id).order_by(Photo.position)).all()


def test_the_form_names_the_place_in_full_words(form):
    _visitor, page, _path = form()

    assert page.document.query("h1")[0].to_text() == "东街社区 东街花园 1号楼"


def test_a_place_is_chosen_step_by_step_from_the_town_to_the_building(visit):
    visitor, page = visit(), None
    page = visitor.get("/report")
    for name in ("凤城街道", "东街社区", "东街花园", "1号楼"):
        links = {link.to_text(): link.attrs["href"] for link in page.document.query("main .places a")}
        page = visitor.get(links[name])

    assert page.path == f"/report/{BUILDING}"


def test_in_the_demonstration_a_newcomer_needs_no_poster(visit, town):
    page = visit().get("/report")

    assert f"/q/{town.token('building_1')}" in page.links()


def test_a_matter_at_a_chosen_place_gets_its_number(visit):
    visitor = visit("resident-li")

    page = visitor.submit(visitor.get(f"/report/{BUILDING}"), f"/report/{BUILDING}", text="水管漏水。")

    assert "已收到您的反映。" in page.text and _tickets()[0].number in page.text


def test_a_code_out_of_use_leads_on_with_its_place(visit, town):
    token = town.token("building_1")
    codes.revoke(token, by=town.actor("worker-zhang"), reason="撕坏了")

    page = visit().get(f"/q/{token}")

    assert (page.status, page.problem) == (410, "code_revoked")
    assert f"/report/{BUILDING}" in page.links()


def test_a_code_revoked_while_somebody_wrote_loses_none_of_it(form, town):
    visitor, page, path = form("resident-li")
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"), reason="撕坏了")

    gone = visitor.submit(page, path, text="水管漏水。")
    visitor.submit(gone, f"/report/{BUILDING}")

    assert [ticket.text for ticket in _tickets()] == ["水管漏水。"]


def test_an_unknown_code_leads_to_choosing(visit):
    page = visit().get("/q/nothing")

    assert (page.status, page.problem) == (404, "code_unknown")
    assert "/report" in page.links()


def test_pictures_come_along_in_the_form_in_their_order(form):
    visitor, page, path = form("resident-li")

    visitor.submit(page, path, text="灯坏了。", pictures=[photo(size=(40, 20)), photo(size=(20, 40))])

    ticket, = _tickets()
    widths = [db.session.get(Photo, photo_id).width for photo_id in _pictures_of(ticket)]
    assert (ticket.photo_count, widths) == (2, [40, 20])


def test_a_bad_picture_refuses_and_takes_neither_words_nor_good_pictures(form):
    visitor, page, path = form("resident-li")

    refused = visitor.submit(page, path, text="灯坏了。", pictures=[photo(), no_photo()])
    visitor.submit(refused, path)

    assert (refused.status, refused.problem) == (422, "invalid")
    assert "letter.jpg：" in refused.text
    ticket, = _tickets()
    assert (ticket.text, ticket.photo_count) == ("灯坏了。", 1)


def test_a_flaw_elsewhere_takes_no_picture_away(form):
    visitor, page, path = form("resident-li")

    refused = visitor.submit(page, path, text="灯坏了。", contact_phone="12", pictures=[photo()])
    visitor.submit(refused, path, contact_phone="")

    assert "电话号码不正确。" in refused.text
    assert [ticket.photo_count for ticket in _tickets()] == [1]


def test_more_than_nine_pictures_are_too_many(form):
    visitor, page, path = form("resident-li")

    refused = visitor.submit(page, path, text="灯坏了。", pictures=[photo() for _ in range(10)])

    assert "最多 9 张照片，现在有 10 张" in refused.text and not _tickets()


def test_a_form_with_pictures_sent_twice_is_one_matter_and_cleans_them_once(form):
    visitor, page, path = form("resident-li")

    first = visitor.submit(page, path, text="灯坏了。", pictures=[photo()])
    second = visitor.submit(page, path, text="灯坏了。", pictures=[photo()])

    assert first.path == second.path and len(_tickets()) == 1
    assert db.session.scalar(sa.select(sa.func.count(Photo.id))) == 1


def test_another_picture_of_the_same_name_is_another_form(form):
    """Phones call every picture they take the same."""
    visitor, page, path = form("resident-li")
    visitor.submit(page, path, text="灯坏了。", pictures=[photo("image.jpg")])

    told = visitor.submit(page, path, text="灯坏了。", pictures=[photo("image.jpg", colour="#c33")])

    assert told.problem == "form_used" and len(_tickets()) == 1


def test_a_form_already_sent_says_so_when_something_else_stands_in_it(form):
    visitor, page, path = form("resident-li")
    visitor.submit(page, path, text="灯坏了。")

    told = visitor.submit(page, path, text="还有，门也坏了。")
    visitor.submit(told, path)

    assert told.problem == "form_used"
    assert [ticket.text for ticket in _tickets()] == ["灯坏了。", "还有，门也坏了。"]


def test_a_strangers_pictures_are_asked_for_again_after_signing_in(form):
    visitor, page, path = form()

    door = visitor.submit(page, path, text="灯坏了。", pictures=[photo()])
    go_on = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")
    visitor.submit(go_on, path, pictures=[photo()])

    assert "照片要在登录后再选一次" in door.text
    assert [(ticket.text, ticket.photo_count) for ticket in _tickets()] == [("灯坏了。", 1)]


def test_many_large_pictures_fit_into_the_form_and_nowhere_else(form, visit):
    visitor, page, path = form("resident-li")
    large = photo()[0].read() + b"\0" * (13 * 1024 * 1024)

    refused = visitor.submit(page, path, text="灯坏了。", pictures=[(type(photo()[0])(large), "large.jpg")])
    elsewhere = visitor.send("/me/name", {"display_name": "x" * 12_000_000})

    assert "large.jpg：" in refused.text
    assert elsewhere.status == 413


def test_urgency_anonymity_and_the_door_number_are_kept(form):
    visitor, page, path = form("resident-li")

    visitor.submit(page, path, text="漏电。", urgency="emergency", anonymous="yes", address="3单元502", public="yes",
                   contact_phone="138 1234 1234", category="utilities.electricity")

    ticket, = _tickets()
    assert (ticket.urgency, ticket.anonymous, ticket.publicity) == ("emergency", True, "checking")
    assert (ticket.address, ticket.contact_phone, ticket.category) == (
        "3单元502", "13812341234", "utilities.electricity")


def test_a_worker_speaks_for_an_elder_in_the_same_form(form):
    visitor, page, path = form("worker-zhang")

    visitor.submit(page, path, text="家里水管漏水。",
                   **{"on_behalf_of.name": "陈婆婆", "on_behalf_of.phone": "13900000000"})

    ticket, = _tickets()
    assert (ticket.on_behalf, ticket.contact_name, ticket.reporter_id) == (True, "陈婆婆", None)


@pytest.mark.parametrize("name", [None, "resident-li"])
def test_who_may_not_speak_for_others_is_shown_no_field_for_it(form, name):
    _visitor, page, _path = form(name)

    assert not page.document.query("[name='on_behalf_of.name']")
    assert "写清楚是谁家的事" in page.text


def test_a_stranger_sees_no_list_of_what_is_open_and_may_report_all_the_same(form, town):
    actions.submit(by=town.actor("resident-chen"), place_code=BUILDING, text="灯坏了")
    _visitor, page, _path = form()

    assert not page.document.query(".nearby")
    assert page.document.query("#report-form") and "登录以后" in page.text


def test_what_is_open_in_the_building_is_said_me_too_to_instead(form, town):
    number = actions.submit(by=town.actor("resident-chen"), place_code=BUILDING, text="灯坏了").number
    visitor, page, _path = form("resident-li")

    told = visitor.submit(page, f"/tickets/{number}/support")

    assert "附近已经有人反映 1 件事" in page.text and "灯坏了" not in page.text  # not public: its kind only
    assert told.path == f"/tickets/{number}" and "您也遇到了" in told.text
    assert db.session.scalar(sa.select(sa.func.count(Support.id))) == 1


def test_the_form_takes_few_statements_however_much_is_open(form, town, visit, statements):
    for index in range(12):
        actions.submit(by=town.actor("resident-chen"), place_code=BUILDING, text=f"第{index}件", public=True)
    visitor, _page, path = form("resident-li")

    with statements() as sent:
        visitor.get(path)

    assert len(sent) <= 8
