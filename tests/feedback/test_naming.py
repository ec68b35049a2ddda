"""Whom in office a text speaks of, by name, by surname and title, by the office he holds there; and who is not meant.
"""

import pytest

from service.feedback import actions, naming
from service.feedback.queries import showing
from service.feedback.queries.permitting import Named, speaks_of
from service.feedback.routing import Queue
from service.organization.actors import Actor, Held
from service.organization.models import Level, Role


def _person(name, role=Role.COMMUNITY_WORKER, path="/1/2/3/"):
    return Actor(1, name, True, (Held(1, role, 3, path, "c", "东街社区", Level.COMMUNITY),))


@pytest.mark.parametrize(("text", "name", "role"), [
    ("张蓉一直不接电话", "张蓉", Role.COMMUNITY_WORKER), ("张 蓉 一直不接电话", "张蓉", Role.COMMUNITY_WORKER),
    ("找过张主任三次", "张蓉", Role.COMMUNITY_WORKER), ("张书记说不归他管", "张蓉", Role.COMMUNITY_WORKER),
    ("林书记只顾自己", "林书记", Role.BRANCH_SECRETARY), ("林支书答应过的", "林书记", Role.BRANCH_SECRETARY),
    ("吴主任批的", "吴主任", Role.TOWN_SUPERVISOR), ("吴镇长来看过", "吴主任", Role.TOWN_SUPERVISOR),
    ("欧阳主任没有回音", "欧阳明", Role.COMMUNITY_WORKER), ("郑局长知道这件事", "郑科长", Role.DISTRICT_ADMIN)])
def test_a_text_names_somebody_by_his_name_or_by_surname_and_title(text, name, role):
    assert naming.speaks_of(text, naming.names_of(_person(name, role)))


@pytest.mark.parametrize(("text", "name", "role"), [
    ("周主任来看过", "张蓉", Role.COMMUNITY_WORKER), ("主任来看过", "张蓉", Role.COMMUNITY_WORKER),
    ("欧主任没有回音", "欧阳明", Role.COMMUNITY_WORKER), ("张家的狗夜里叫", "张蓉", Role.COMMUNITY_WORKER),
    ("张局长来看过", "张蓉", Role.COMMUNITY_WORKER), ("张书记来看过", "张蓉", Role.PARTY_MEMBER),
    ("一张凳子坏了", "张", Role.COMMUNITY_WORKER)])
def test_others_of_this_surname_or_title_are_not_he(text, name, role):
    assert not naming.speaks_of(text, naming.names_of(_person(name, role)))


@pytest.mark.parametrize(("text", "role", "meant"), [
    ("社区工作人员态度差", Role.COMMUNITY_WORKER, True), ("主任上班打牌", Role.COMMUNITY_WORKER, True),
    ("书记不管事", Role.BRANCH_SECRETARY, True), ("街道干部推来推去", Role.TOWN_SUPERVISOR, True),
    ("主任上班打牌", Role.TOWN_SUPERVISOR, False), ("书记不管事", Role.COMMUNITY_WORKER, False),
    ("班主任体罚学生", Role.COMMUNITY_WORKER, False), ("业委会主任不公开账目", Role.COMMUNITY_WORKER, False),
    ("法院书记员态度差", Role.BRANCH_SECRETARY, False), ("主任医师停诊", Role.COMMUNITY_WORKER, False),
    ("社区工作人员态度差", Role.PARTY_MEMBER, False), ("吴主任来看过", Role.COMMUNITY_WORKER, False),
    ("找主任反映过", Role.COMMUNITY_WORKER, True), ("向主任反映过", Role.COMMUNITY_WORKER, True)])
def test_an_office_by_itself_means_who_holds_it(text, role, meant):
    assert naming.means_office(text, naming.offices_of([role])) is meant


def test_an_office_means_him_only_where_he_holds_it(people, town):
    here, elsewhere = town.place("courtyard_1").path, town.place("community").path

    assert speaks_of("书记不管事", people.lin, here) and not speaks_of("书记不管事", people.lin, elsewhere)
    assert speaks_of("林书记不管事", people.lin, elsewhere)


@pytest.mark.parametrize("act", [
    lambda n, by, life: actions.reject(n, by=by, reason_code="court", reason="x", other_channel="y"),
    lambda n, by, life: actions.merge(n, by=by, into=life.submit(by="chen", queue=Queue.COMMUNITY))])
def test_who_is_named_neither_rejects_it_nor_merges_it_away(life, people, act):
    number = life.submit(queue=Queue.COMMUNITY, text="电梯停了，张蓉说不归社区管")

    with pytest.raises(Named) as refused:
        act(number, people.zhang, life)

    assert refused.value.code == "named_in_text" and "姓名或职务" in refused.value.detail
    assert {"reject", "merge"}.isdisjoint(showing.seen_by(number, people.zhang)["permitted"])
    act(number, people.zhou, life)


def test_who_is_named_does_not_end_it(life, people):
    number = life.reopened(life.hold(life.submit(queue=Queue.COMMUNITY, text="电梯停了，吴主任来看过")), 2)

    with pytest.raises(Named):
        actions.end(number, by=people.wu, reason="两次都已核实", other_channel="信访")

    assert "end" in showing.seen_by(number, people.zheng)["permitted"]
