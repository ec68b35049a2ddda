"""Oneself: the name, the phone, messages, what is held on one, and leaving for good."""

import json

import pytest
import sqlalchemy as sa

from service.accounts.actions.passwords import set_password
from service.accounts.models import Account
from service.accounts.queries import my_data
from service.core.database import db
from service.feedback import actions
from service.feedback.models import Ticket
from service.notifications.models import Message
from service.organization.actions import staffing
from service.organization.models import Role
from service.town import cast
from service.web import held

HOUSE = cast.NICKNAMES["building_1"]


@pytest.fixture
def number(town):
    """A matter of 李阿姨's."""
    return actions.submit(by=town.actor("resident-li"), place_code=HOUSE, text="灯坏了").number


def test_a_name_is_chosen(visit, town):
    visitor = visit("resident-li")

    page = visitor.submit(visitor.get("/me"), "/me/name", display_name="李老师")

    assert page.document.query("h1")[0].to_text() == "李老师"


def test_a_name_that_cannot_be_is_shown_again(visit):
    visitor = visit("resident-li")

    page = visitor.submit(visitor.get("/me"), "/me/name", display_name="李" * 33)

    assert (page.status, page.problem) == (422, "invalid")
    assert page.document.query("[name=display_name]")[0].attrs["value"] == "李" * 33


def test_staff_change_their_password_and_are_signed_out_elsewhere(visit, town):
    staff = staffing.create_staff(display_name="小李", username="xiao-li", role=Role.COMMUNITY_WORKER,
                                  place=town.place("community"), by=town.actor("admin-zheng"))
    set_password(staff.account_id, "the-first-long-sentence")
    here, there = visit(), visit()
    for visitor in (here, there):
        visitor.submit(visitor.get("/sign-in"), "/sign-in/password", username="xiao-li",
                       password="the-first-long-sentence")
    wrong = here.submit(here.get("/me"), "/me/password", current="not-my-sentence-at-all", new="my-second-sentence")
    changed = here.submit(wrong, "/me/password", current="the-first-long-sentence", new="my-second-sentence")

    assert (wrong.problem, "not-my-sentence" in wrong.body.decode()) == ("wrong_password", False)
    assert ("密码已经改好" in changed.text, there.get("/me").path) == (True, "/sign-in")
    assert not visit("resident-li").get("/me").document.query("[type=password]")


def test_a_password_is_not_carried_through_signing_in(visit):
    stranger = visit()

    asked = stranger.send("/me/password", {"current": "my-first-sentence", "new": "my-second-sentence"})

    assert (asked.status, "my-second-sentence" in asked.body.decode()) == (401, False)


def test_in_the_demonstration_a_number_is_made_up(visit, town):
    visitor = visit("resident-chen")
    before = visitor.get("/me")

    after = visitor.submit(before, "/me/phone", phone="19000000099")

    assert "还没有核实手机号" in before.text and "190****0099，已经核实。" in after.text


def test_outside_the_demonstration_the_page_says_where_a_number_is_proved(visit, town):
    visitor = visit("resident-chen")
    visitor.client.application.config["DEMONSTRATION"] = False
    try:
        page = visitor.get("/me")
    finally:
        visitor.client.application.config["DEMONSTRATION"] = True

    assert not page.document.query("form[action='/me/phone']") and "请在微信里打开" in page.text


def test_everything_held_is_read_and_taken_home(visit, town, number):
    visitor = visit("resident-li")

    page, file = visitor.get("/me/data"), visitor.get("/me/data/download")

    assert "反映的事" in page.text and "灯坏了" in page.text
    assert json.loads(file.body)["tickets"][0]["number"] == number
    assert file.headers["Content-Disposition"].startswith("attachment") and "no-store" in file.headers["Cache-Control"]


def test_every_section_and_field_that_is_held_has_a_word(town, number):
    found = set()

    def look(value):
        if isinstance(value, dict):
            found.update(value)
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)
    for person in cast.PEOPLE:
        look(my_data(town.account(person.name).id))

    assert {name for name in found if not name.startswith("demo")} - held.KNOWN.keys() == set()


def test_leaving_is_confirmed_and_takes_everything_along(visit, town, number):
    visitor, account_id = visit("resident-li"), town.account("resident-li").id
    page = visitor.get("/me/leaving")

    unsure = visitor.submit(page, "/me/leaving")
    left = visitor.submit(page, "/me/leaving", sure="yes")

    assert (unsure.status, "请先勾选“我明白了”。" in unsure.text) == (422, True)
    assert left.path == "/" and "您的账号已经注销" in left.text
    assert db.session.get(Account, account_id).erased_at is not None
    assert db.session.scalar(sa.select(Ticket.outcome).where(Ticket.number == number)) == "withdrawn"
    assert visitor.get("/me").path == "/sign-in"


def test_a_message_is_read_and_leads_to_its_matter(visit, number):
    visitor = visit("resident-li")
    page = visitor.get("/inbox?unread=yes")
    action = page.document.query("main .message form")[0].attrs["action"]

    there = visitor.submit(page, action)

    assert "已收到您的反映" in page.text and there.path == f"/tickets/{number}"
    assert "没有没看过的消息" in visitor.get("/inbox?unread=yes").text


def test_all_that_was_shown_is_marked_as_read_and_nothing_later(visit, town, number):
    visitor = visit("resident-li")
    page = visitor.get("/inbox")
    actions.submit(by=town.actor("resident-li"), place_code=HOUSE, text="门也坏了")

    visitor.submit(page, "/inbox/read")

    unread = db.session.scalars(sa.select(Message.title).where(
        Message.account_id == town.account("resident-li").id, Message.read_at.is_(None))).all()
    assert unread == ["已收到您的反映"]


def test_nobody_opens_anothers_message(visit, town, number):
    message_id = db.session.scalar(sa.select(Message.id).where(
        Message.account_id == town.account("resident-li").id).order_by(Message.id.desc()).limit(1))
    visitor = visit("resident-chen")
    page = visitor.get("/inbox")
    token = page.document.query("meta[name=csrf]")[0].attrs["content"]

    refused = visitor.send(f"/inbox/{message_id}/read", {"_csrf": token})

    assert (refused.status, refused.problem) == (404, "not_found")
