"""The community accepts with a receipt number or returns with a reason; accepted opens the place, and nothing else."""

import pytest
import sqlalchemy as sa

from service.accounts import events as accounts
from service.core import audit
from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, Stale, WrongMoment
from service.feedback.queries.lists import tickets
from service.membership import receipts
from service.membership.actions import deciding
from service.membership.models.registration import RegistrationState
from service.organization.models import Role
from service.party import events as party
from service.party.actions.members import leave


def _acts():
    return list(db.session.scalars(sa.select(audit.AuditEntry.act).order_by(audit.AuditEntry.sequence)))


def test_acceptance_gives_a_receipt_and_the_role_at_the_place(registry, people):
    accepted = registry.accept("li", "building_1")

    assert accepted.state is RegistrationState.ACCEPTED
    assert accepted.number == receipts.compose("500115001009", 2026, accepted.id)
    assert registry.grants("li") == ["500115001009-01-01"]
    assert registry.heard("registration_accepted") == ["li"]
    assert _acts()[-2:] == ["grant", "registration_accepted"]


def test_the_members_queue_opens_with_its_ring(registry, life, people):
    near = life.submit(by="chen")
    registry.accept("li", "building_1")

    assert [one["number"] for one in tickets(people.li, view="queue").items if one["number"] == near] == [near]


def test_a_role_that_stands_there_is_joined(registry, people):
    before = people.wang.held(Role.PARTY_MEMBER)[0].grant_id

    accepted = registry.accept("wang", "building_1")

    assert accepted.grant_id == before
    assert len(people.wang.held(Role.PARTY_MEMBER)) == 1


@pytest.mark.parametrize("verb", [deciding.accept, lambda one, by: deciding.send_back(one, by=by, reason="不归这里")],
                         ids=["accept", "return"])
def test_another_community_finds_nothing_to_decide(registry, people, verb):
    applied = registry.apply("li")

    with pytest.raises(NotFound):
        verb(applied.id, by=people.far)

    assert registry.row(applied.id).state is RegistrationState.APPLIED


@pytest.mark.parametrize("who", ["wu", "zheng", "feng", "he", "li"])
def test_who_only_sees_does_not_decide(registry, people, who):
    applied = registry.apply("li")

    with pytest.raises(Forbidden):
        deciding.accept(applied.id, by=getattr(people, who))


def test_nobody_decides_on_his_own_application(registry, people):
    applied = registry.apply("zhang")

    with pytest.raises(Forbidden):
        deciding.accept(applied.id, by=people.zhang)

    assert deciding.accept(applied.id, by=people.zhou).state is RegistrationState.ACCEPTED


def test_a_return_says_why_and_opens_nothing(registry, people):
    returned = deciding.send_back(registry.apply("li").id, by=people.zhang, reason="请写明楼栋")

    assert (returned.state, returned.return_reason, returned.number) == (
        RegistrationState.RETURNED, "请写明楼栋", None)
    assert registry.grants("li") == []
    assert registry.heard("registration_returned") == ["li"]
    assert _acts()[-1] == "registration_returned"


def test_a_decision_is_made_once(registry, people):
    accepted = registry.accept("li")

    with pytest.raises(WrongMoment) as refused:
        deciding.send_back(accepted.id, by=people.zhou, reason="晚了")

    assert refused.value.extra["state"] is RegistrationState.ACCEPTED


def test_a_stale_page_decides_nothing(registry, people):
    applied = registry.apply("li")

    with pytest.raises(Stale):
        deciding.accept(applied.id, by=people.zhang, seen=applied.version + 1)


def test_of_many_acceptances_each_stands_for_itself(registry, people):
    mine, done = registry.apply("li"), registry.accept("wang")
    own, elsewhere = registry.apply("zhang"), registry.apply("qian", "other_community")

    decided = deciding.accept_all([own.id, mine.id, done.id, elsewhere.id, 999, mine.id], by=people.zhang)

    assert decided.accepted == [mine.id]
    assert {one["id"]: one["code"] for one in decided.refused} == {
        own.id: "forbidden", done.id: "wrong_moment", elsewhere.id: "registration_unknown",
        999: "registration_unknown"}
    assert registry.grants("li") == ["500115001009-01-01"]


def test_a_member_of_a_list_gets_his_role_with_his_account(registry, people, town):
    member = registry.enrol("李某", phone=town.account("resident-li").phone)
    with atomic():
        member.account_id = None
    accepted = deciding.accept(registry.apply_for(member).id, by=people.zhang)
    before = (accepted.grant_id, registry.grants("li"))

    with atomic():
        member.account_id = people.li.account_id
        party.account_joined.send(member)

    assert before == (None, [])
    assert registry.grants("li") == ["500115001009-01-01"]
    assert registry.row(accepted.id).account_id == people.li.account_id


def test_an_application_waiting_when_the_account_comes_opens_nothing_yet(registry, people, town):
    applied = registry.apply_for(registry.enrol("游某", phone="19000009999"))
    with atomic():
        applied.member.account_id = people.li.account_id
        party.account_joined.send(applied.member)

    assert registry.grants("li") == []
    deciding.accept(applied.id, by=people.zhang)
    assert registry.grants("li") == ["500115001009-01-01"]


def test_who_left_the_unit_is_not_accepted(registry, people):
    applied = registry.apply("li")
    leave(applied.member, on=None, by=people.he)

    with pytest.raises(WrongMoment):
        deciding.accept(applied.id, by=people.zhang)


def test_a_person_can_read_all_that_is_held_on_him(registry, people, town):
    registry.accept("li")

    held = {}
    for _, section in accounts.data_asked.send(town.account("resident-li")):
        held |= section

    assert [(one["state"], one["skills"]) for one in held["registrations"]] == [("accepted", ["electrical"])]
