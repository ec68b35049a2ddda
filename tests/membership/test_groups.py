"""The directory of WeChat groups: who finds which, and who keeps it."""


import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, Stale
from service.media import queries as pictures
from service.media.models import Photo
from service.membership.actions import groups as actions
from service.membership.actions.groups import NameTaken
from service.membership.models.groups import WechatGroup
from service.membership.queries import groups as queries
from service.membership.queries.groups import UnknownGroup
from service.organization.actions import grants
from service.organization.models import Role


def _found(town, name, **asked):
    return [item["name"] for item in queries.groups(town.actor(name), **asked).items]


def _sees(town, name, group):
    return _found(town, name) == [group.name]


MAY = {"member-wang", "member-zhao", "worker-zhang", "worker-zhou", "supervisor-wu", "admin-zheng"}


@pytest.mark.parametrize("name", ["member-wang", "member-zhao", "member-sun", "worker-zhang", "worker-zhou",
                                  "worker-far", "resident-li", "volunteer-qian", "unit-he", "lead-hu", "auditor-feng",
                                  "supervisor-wu", "admin-zheng"])
def test_a_group_and_its_code_are_for_accepted_members_there_and_those_who_look_after_them(town, group, renew, name):
    renew(group)
    photo_id, by = db.session.scalar(sa.select(Photo.id)), town.actor(name)

    assert _sees(town, name, group) == (name in MAY)
    for ask in (lambda: queries.shown(group.id, by), lambda: pictures.photo(photo_id, by)):
        try:
            assert ask() and name in MAY
        except NotFound:
            assert name not in MAY


def test_a_visitor_sees_no_code(town, group, renew):
    renew(group)

    with pytest.raises(NotFound):
        pictures.photo(db.session.scalar(sa.select(Photo.id)), None)


def test_a_place_may_have_several_groups_but_no_two_of_one_name(town, enter):
    enter(name="1群")
    enter(name="2群")

    with pytest.raises(NameTaken):
        enter(name="1群")


def test_the_name_of_a_dissolved_group_is_free_and_nobody_finds_it(town, enter, group, renew):
    renew(group)
    actions.end(group.id, by=town.actor("worker-zhang"))

    assert not _sees(town, "member-wang", group)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 0
    enter(name=group.name)


def test_the_owner_renews_and_counts_but_does_not_rename(town, group, renew):
    renew(group)
    wang = town.actor("member-wang")

    assert queries.shown(group.id, wang)["permitted"] == ["renew_qr", "state_count"]
    with pytest.raises(Forbidden):
        actions.change(group.id, by=wang, name="新名", owner_account_id=wang.account_id)
    with pytest.raises(Forbidden):
        actions.end(group.id, by=wang)


def test_another_member_changes_nothing(town, group, renew):
    with pytest.raises(Forbidden):
        renew(group, by="member-zhao")
    with pytest.raises(Forbidden):
        actions.state_count(group.id, by=town.actor("member-zhao"), member_count=3)


def test_an_owner_who_moved_away_finds_his_group_no_more(town, group, renew):
    for held in town.actor("member-wang").held(Role.PARTY_MEMBER):
        grants.revoke(held.grant_id, by=town.actor("admin-zheng"))

    with pytest.raises(UnknownGroup):
        renew(group)


@pytest.mark.parametrize("by", ["worker-far", "supervisor-wu", "member-wang", "resident-li"])
def test_only_the_communitys_workers_enter_a_group(enter, by):
    with pytest.raises(Forbidden):
        enter(by=by)


@pytest.mark.parametrize("owner", ["member-sun", "resident-li", "worker-far"])
def test_the_owner_belongs_to_the_community(enter, group, town, owner):
    with pytest.raises(Invalid) as refused:
        enter(name="2群", owner=owner)
    with pytest.raises(Invalid):
        actions.change(group.id, by=town.actor("worker-zhang"), name="1群", owner_account_id=town.account(owner).id)

    assert list(refused.value.extra["fields"]) == ["owner_account_id"]


def test_a_group_holds_no_more_than_its_capacity(town, enter, group):
    zhang = town.actor("worker-zhang")
    actions.state_count(group.id, by=zhang, member_count=100)

    with pytest.raises(Invalid):
        enter(name="2群", capacity=50, member_count=51)
    with pytest.raises(Invalid):
        actions.change(group.id, by=zhang, name="1群", owner_account_id=zhang.account_id, capacity=99)


def test_a_change_names_the_version_it_saw(town, group):
    zhang = town.actor("worker-zhang")
    actions.state_count(group.id, by=zhang, member_count=3, seen=1)

    with pytest.raises(Stale):
        actions.state_count(group.id, by=zhang, member_count=4, seen=1)


def test_the_owner_gets_his_groups_with_the_copy_of_his_data(town, group):
    assert [one["name"] for one in queries.owned_by(town.account("member-wang").id)] == ["1群"]


@pytest.mark.only_postgresql
def test_a_name_entered_twice_at_once_is_one_group(town, run_together):
    by, code, owner = town.actor("worker-zhang"), town.place("compound").code, town.account("member-wang").id

    results = run_together([lambda: actions.enter(by=by, place_code=code, name="1群", owner_account_id=owner).id] * 4)

    assert sum(isinstance(one, NameTaken) for one in results) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WechatGroup)) == 1
