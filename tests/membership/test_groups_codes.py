"""The QR code of a WeChat group: seven days, two hundred members, and whoever must renew it hears in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts.actions.erasing import erase
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Invalid, NotFound
from service.media import queries as pictures
from service.media.models import Photo
from service.membership.actions import groups as actions
from service.membership.models.groups import WechatGroup
from service.membership.queries import groups as queries
from service.notifications.models import Message
from service.organization.actions import grants
from service.organization.models import Role


def _letters(town):
    rows = db.session.execute(sa.select(Message.account_id, Message.kind).where(
        Message.kind.like("group_%")).order_by(Message.id))
    return [(row.account_id, row.kind) for row in rows]


def test_without_a_code_one_asks_the_owner(town, group):
    shown = queries.shown(group.id, town.actor("member-zhao"))

    assert (shown["qr"], shown["joins_by_qr"]) == (None, True)
    assert shown["how_to_join"] == "现在没有可用的二维码，请联系群主王师傅更新。"


def test_a_code_is_shown_for_seven_days_and_then_to_nobody(town, group, renew):
    renew(group)
    photo_id, zhang = db.session.scalar(sa.select(Photo.id)), town.actor("worker-zhang")
    assert queries.shown(group.id, zhang)["qr"]["photo"]["id"] == photo_id

    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        shown = queries.shown(group.id, zhang)

        assert (shown["qr"], shown["how_to_join"]) == (None, "现在没有可用的二维码，请联系群主王师傅更新。")
        with pytest.raises(NotFound):
            pictures.photo(photo_id, zhang)


@pytest.mark.parametrize(("count", "joins", "words"), [
    (199, True, "请扫码进群"), (200, False, "请联系群主王师傅邀请"), (499, False, "邀请"), (500, False, "已满 500 人")])
def test_from_two_hundred_members_on_nobody_comes_in_by_the_code(town, group, renew, count, joins, words):
    renew(group)
    actions.state_count(group.id, by=town.actor("member-wang"), member_count=count)

    shown = queries.shown(group.id, town.actor("member-zhao"))

    assert (shown["joins_by_qr"], shown["qr"] is not None) == (joins, joins)
    assert words in shown["how_to_join"]
    photo_id = db.session.scalar(sa.select(Photo.id))
    if not joins:
        with pytest.raises(NotFound):
            pictures.photo(photo_id, town.actor("member-zhao"))


def test_a_new_picture_takes_the_place_of_the_old_one(town, group, renew):
    renew(group)
    renew(group, by="worker-zhang")

    (photo,) = db.session.scalars(sa.select(Photo))
    assert photo.owner_id == town.account("worker-zhang").id


def test_the_same_picture_sent_again_only_gets_its_new_end(town, group, renew):
    renew(group)
    photo_id, soon = db.session.scalar(sa.select(Photo.id)), clock.now() + timedelta(hours=3)

    actions.renew_qr(group.id, by=town.actor("member-wang"), photo_id=photo_id, expires_at=soon)

    assert queries.shown(group.id, town.actor("member-wang"))["qr"]["expires_at"] == soon


@pytest.mark.parametrize("later", [timedelta(days=7, minutes=1), timedelta(0), timedelta(days=-1)])
def test_no_code_lives_longer_than_seven_days_or_ends_before_it_begins(group, renew, later):
    with pytest.raises(Invalid) as refused:
        renew(group, expires_at=clock.now() + later)

    assert list(refused.value.extra["fields"]) == ["expires_at"]


def test_a_strangers_picture_is_no_code_and_the_old_one_stays(town, group, renew, bring):
    renew(group)
    before = db.session.scalar(sa.select(Photo.id))

    with pytest.raises(Invalid) as refused:
        actions.renew_qr(group.id, by=town.actor("member-wang"), photo_id=bring("resident-li"))

    assert list(refused.value.extra["fields"]) == ["photo_id"]
    assert db.session.scalar(sa.select(Photo.id).where(Photo.attached_id == group.id)) == before


def test_the_owner_hears_a_day_before_and_at_the_end_once_each(town, group, renew):
    renew(group)
    begun, wang = clock.now(), town.account("member-wang").id
    heard = []
    for hours in (0, 143, 145, 145, 167, 169, 169, 400):
        with time_machine.travel(begun + timedelta(hours=hours)):
            actions.remind()
            heard.append(len(_letters(town)))

    assert heard == [0, 0, 1, 1, 1, 2, 2, 2]
    assert _letters(town) == [(wang, "group_qr_expiring"), (wang, "group_qr_expired")]


def test_after_a_weeks_stop_only_the_end_is_told(town, group, renew):
    renew(group)

    with time_machine.travel(clock.now() + timedelta(days=9)):
        assert [actions.remind(), actions.remind()] == [1, 0]

    assert [kind for _, kind in _letters(town)] == ["group_qr_expired"]


def test_a_renewed_code_is_reminded_of_anew(town, group, renew):
    renew(group)
    with time_machine.travel(clock.now() + timedelta(days=6, hours=1)):
        actions.remind()
        renew(group)
        actions.remind()
        with time_machine.travel(clock.now() + timedelta(days=6, hours=1)):
            actions.remind()

    assert [kind for _, kind in _letters(town)] == ["group_qr_expiring"] * 2


def test_a_code_that_lets_nobody_in_is_no_reason_to_remind(town, group, renew):
    renew(group)
    actions.state_count(group.id, by=town.actor("member-wang"), member_count=200)

    with time_machine.travel(clock.now() + timedelta(days=8)):
        actions.remind()

    assert _letters(town) == []


def test_when_the_owner_moved_away_the_workers_are_reminded(town, group, renew):
    renew(group)
    for held in town.actor("member-wang").held(Role.PARTY_MEMBER):
        grants.revoke(held.grant_id, by=town.actor("admin-zheng"))

    with time_machine.travel(clock.now() + timedelta(days=8)):
        actions.remind()

    assert {account for account, _ in _letters(town)} == {
        town.account(name).id for name in ("worker-zhang", "worker-zhou")}


def test_when_the_owner_leaves_the_service_the_group_stays_and_the_workers_hear(town, group, renew):
    renew(group)

    erase(by=town.actor("member-wang"))

    shown = queries.shown(group.id, town.actor("worker-zhang"))
    assert (shown["owner"], shown["qr"]) == (None, None)
    assert "社区工作人员" in shown["how_to_join"]
    assert {kind for _, kind in _letters(town)} == {"group_owner_left"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 0


@pytest.mark.only_postgresql
def test_two_workers_at_once_remind_once(town, group, renew, run_together):
    renew(group)
    with atomic() as session:
        session.execute(sa.update(WechatGroup).values(remind_at=clock.now() - timedelta(hours=1)))

    run_together([actions.remind] * 4)

    assert [kind for _, kind in _letters(town)] == ["group_qr_expiring"]
